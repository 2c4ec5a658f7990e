// One SVG with every icon that the pages name, out of Tabler's set.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export function sprite(folder) {
  const names = readFileSync(resolve(folder, "icons.txt"), "utf8").split("\n").filter(Boolean);
  const symbols = names.map((name) => {
    const file = resolve(folder, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
    const drawn = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "");
    const inside = drawn.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}
