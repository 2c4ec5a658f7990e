// Forms marked data-safe-save: if the connection is lost while saving, it is said, what was typed
// stays, and it is sent again on request. The form's `key` lets the server do it once.
function bar(form, again) {
  form.querySelector(".lost")?.remove();
  const words = document.querySelector("template#lost");
  const shown = words.content.firstElementChild.cloneNode(true);
  shown.querySelector("button").addEventListener("click", () => {
    shown.remove();
    again();
  });
  form.append(shown);
  shown.querySelector("button").focus();
}

export function safeSave(htmx) {
  const lost = (event) => {
    const form = event.target.closest("form[data-safe-save]");
    if (form) bar(form, () => htmx.trigger(form, "submit"));
  };
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:timeout", lost);
  document.body.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) lost(event);
  });
  // A session that is over answers with another page: the browser goes there.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const to = event.detail.xhr.responseURL;
    if (to && new URL(to).pathname === document.documentElement.dataset.signIn) {
      event.detail.shouldSwap = false;
      window.location.href = to;
    }
  });
}
