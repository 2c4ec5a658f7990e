// Everything by keyboard: elements name their key in data-key; `?` lists them.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function named(key) {
  const found = [...document.querySelectorAll("[data-key]")];
  return found.find((one) => one.dataset.key === key && one.offsetParent !== null);
}

function act(element) {
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) element.focus();
  else element.click();
}

function help() {
  const dialog = document.querySelector("dialog.help");
  const list = dialog.querySelector("[data-keys]");
  list.replaceChildren();
  const seen = new Set();
  for (const element of document.querySelectorAll("[data-key][data-key-help]")) {
    if (seen.has(element.dataset.key) || element.offsetParent === null) continue;
    seen.add(element.dataset.key);
    const row = document.createElement("tr");
    const key = document.createElement("td");
    const text = document.createElement("td");
    const cap = document.createElement("kbd");
    cap.textContent = element.dataset.key.toUpperCase();
    key.append(cap);
    text.textContent = element.dataset.keyHelp;
    row.append(key, text);
    list.append(row);
  }
  dialog.showModal();
}

// J and K walk through rows; Enter opens the link of the row that has the focus.
function walk(step) {
  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  const link = next.matches("a") ? next : next.querySelector("a");
  link?.focus();
}

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.drop[open]")) menu.open = false;
      if (typing(document.activeElement)) document.activeElement.blur();
      return;
    }
    if (typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?") help();
    else if (key === "j") walk(1);
    else if (key === "k") walk(-1);
    else {
      const found = named(key);
      if (!found) return;
      act(found);
    }
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) help();
  });
}
