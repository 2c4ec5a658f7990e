// The desk: outcomes that fit who answered, fields that belong to an outcome, tabs on a phone.
function fit(form) {
  const who = form.querySelector("input[name=who]:checked")?.value;
  const asked = form.querySelector("input[name=who]") !== null;
  for (const group of form.querySelectorAll("fieldset[data-who]")) {
    const fits = !asked || group.dataset.who === who;
    group.hidden = !fits;
    for (const one of group.querySelectorAll("input")) {
      one.disabled = !fits;
      if (!fits) one.checked = false;
    }
  }
  const outcome = form.querySelector("input[name=outcome]:checked")?.value;
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = part.dataset.for !== outcome;
  }
}

function forms() {
  for (const form of document.querySelectorAll("form[data-outcome]")) fit(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-outcome]");
  if (!form || !["who", "outcome"].includes(event.target.name)) return;
  fit(form);
  if (event.target.name !== "outcome") return;
  const field = form.querySelector(`[data-for="${event.target.value}"] input`);
  (field ?? form.querySelector("textarea[name=note]")).focus({ preventScroll: false });
});

// While typing a note nothing else hears the keys: Ctrl and Enter save from within a field.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.target.closest("form[data-outcome]")?.requestSubmit();
});

// On a phone one part is shown at a time; without this script all of them are.
const shows = { act: "shows-act", what: "shows-what", who: "shows-who" };

function tab(name) {
  const parts = document.querySelector("[data-case]");
  if (!parts) return;
  for (const link of parts.querySelectorAll("[data-tab]")) {
    if (link.dataset.tab === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const [one, shown] of Object.entries(shows)) parts.classList.toggle(shown, one === name);
  parts.classList.add("tabbed");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tab]");
  if (!link) return;
  event.preventDefault();
  tab(link.dataset.tab);
});

// A part that the address names is opened, wherever in the columns it is.
function begin() {
  forms();
  const named = document.getElementById(window.location.hash.slice(1) || "act");
  const part = named?.closest(".case-columns > section");
  tab(part?.id ?? "act");
  document.querySelector(".alert-danger[role=alert]")?.scrollIntoView({ block: "center" });
}

begin();
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.target === document.body) begin();
  else forms();
});
