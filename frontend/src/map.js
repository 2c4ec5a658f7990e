// Maps: points and lines of a GeoJSON address on a plain ground. Without a tile address nothing is
// asked of any other host. Each point can be reached by Tab and opened by Enter; the page lists the
// same beside the map.
import L from "leaflet";

// What a point is: sign and colour; the words come with the data.
const STATES = {
  planned: { sign: "", fill: null },
  done: { sign: "✓", fill: "#009e73" },
  running: { sign: "→", fill: "#0072b2" },
  refused: { sign: "✕", fill: "#c92a2a" },
  unassigned: { sign: "?", fill: "#7f7f7f" },
};

export function draw(holder) {
  const tiles = holder.dataset.tiles;
  holder.replaceChildren();
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", holder.dataset.label ?? "");
  const map = L.map(holder, { zoomControl: true, attributionControl: Boolean(tiles), scrollWheelZoom: false });
  L.control.scale({ imperial: false }).addTo(map);
  if (tiles) L.tileLayer(tiles, { maxZoom: 19, attribution: holder.dataset.credit ?? "" }).addTo(map);
  const layer = L.geoJSON(null, {
    style: ({ properties }) => ({
      color: properties.colour,
      weight: 3,
      opacity: 0.8,
      dashArray: properties.provisional ? "6 8" : null,
    }),
    pointToLayer: ({ properties }, at) => marker(properties, at),
  }).addTo(map);
  const show = (data) => {
    layer.clearLayers();
    layer.addData(data);
    const bounds = layer.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.1), { animate: false });
    else map.setView([0, 0], 2);
  };
  fetch(holder.dataset.src, { headers: { Accept: "application/geo+json, application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((data) => {
      show(data);
      holder.dispatchEvent(new CustomEvent("map:drawn", { bubbles: true, detail: { map, layer, show } }));
    })
    .catch(() => { holder.dataset.failed = ""; });
  return map;
}

function marker(properties, at) {
  const start = properties.kind === "start";
  const state = STATES[properties.state] ?? STATES.planned;
  const mark = document.createElement("span");
  mark.className = start ? "map-mark map-start" : `map-mark map-${properties.state ?? "planned"}`;
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  shape.setAttribute("viewBox", "0 0 24 24");
  const form = document.createElementNS(shape.namespaceURI, start ? "rect" : "circle");
  const size = start ? { x: 4, y: 4, width: 16, height: 16, rx: 3 } : { cx: 12, cy: 12, r: 9 };
  for (const [name, value] of Object.entries(size)) form.setAttribute(name, value);
  form.setAttribute("fill", start ? "#343a40" : (state.fill ?? properties.colour ?? "#0072b2"));
  form.setAttribute("stroke", "#fff");
  form.setAttribute("stroke-width", "2");
  shape.append(form);
  mark.append(shape);
  if (state.sign) mark.append(Object.assign(document.createElement("b"), { textContent: state.sign }));
  const made = L.marker(at, {
    icon: L.divIcon({ html: mark, className: "map-icon", iconSize: [24, 24] }),
    keyboard: true,
    title: properties.name ?? "",
    alt: properties.name ?? "",
  });
  if (properties.name) made.bindPopup(() => popup(properties));
  return made;
}

function popup(properties) {
  const text = document.createElement("div");
  text.append(properties.name);
  if (properties.address) {
    const link = document.createElement("a");
    link.href = properties.address;
    link.textContent = properties.customer;
    text.append(document.createElement("br"), link);
  }
  return text;
}

for (const holder of document.querySelectorAll("[data-map]")) draw(holder);
