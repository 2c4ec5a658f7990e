// <time data-until="2026-11-23T22:00:00+08:00"> says how long it is until then; the server's words
// for the units stand on <html data-units="h|min|over">. The server's clock counts, not this one's.
const root = document.documentElement;
const ahead = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
const now = () => Date.now() + ahead;

function told(left) {
  const [hour, minute, over] = (root.dataset.units ?? "h|min|over").split("|");
  if (left <= 0) return over;
  const minutes = Math.ceil(left / 60000);
  if (minutes < 60) return `${minutes} ${minute}`;
  return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
}

function show() {
  for (const place of document.querySelectorAll("time[data-until]")) {
    const left = Date.parse(place.dataset.until) - now();
    const text = told(left);
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("text-danger", left <= 0);
  }
}

export function countdowns() {
  show();
  setInterval(show, 5000);
  document.body.addEventListener("htmx:afterSettle", show);
}
