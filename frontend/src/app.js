// On every page: htmx, keys, countdowns, menus, forms that survive a lost connection.
import htmx from "htmx.org";
import { countdowns } from "./countdown.js";
import { keys } from "./keys.js";
import { safeSave } from "./save.js";

Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  scrollBehavior: "instant",
  timeout: 20000,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(03|04|09|22)", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

const token = () => document.querySelector("meta[name=csrf]")?.content ?? "";
document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

// A menu closes when something else is clicked, or by Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.drop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("click", async (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) {
    await navigator.clipboard.writeText(copied.dataset.copy);
    copied.classList.add("text-success");
  }
  const asked = event.target.closest("[data-confirm]");
  if (asked && !window.confirm(asked.dataset.confirm)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

// A choice that takes effect at once, without a button of its own.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// What scrolls can be scrolled by keyboard.
function reachable() {
  for (const box of document.querySelectorAll(".table-responsive")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}
reachable();
window.addEventListener("resize", reachable);
document.body.addEventListener("htmx:afterSettle", reachable);

keys();
countdowns();
safeSave(htmx);
