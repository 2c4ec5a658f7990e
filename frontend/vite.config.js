// Builds what the pages load into src/forbear/web/static/built, with a list of names for Django.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { PurgeCSS } from "purgecss";
import { defineConfig } from "vite";
import { sprite } from "./sprite.js";

const here = import.meta.dirname;
const web = resolve(here, "../src/forbear/web");
const out = resolve(web, "static/built");
const entries = ["app.css", "map.css", "theme.js", "app.js", "desk.js", "charts.js", "map.js", "upload.js"];

// Tabler brings every component; the pages use some.
const spoken = [
  `${web}/templates/**/*.html`,
  `${web}/**/*.py`,
  `${here}/src/**/*.js`,
  `${here}/node_modules/leaflet/dist/leaflet-src.js`,
  `${here}/node_modules/htmx.org/dist/htmx.js`,
];

async function purged(css) {
  const [result] = await new PurgeCSS().purge({
    content: spoken,
    css: [{ raw: css }],
    safelist: { standard: ["html", "body", /^data-bs/], deep: [/data-bs-theme/], greedy: [/leaflet/] },
    defaultExtractor: (text) => text.match(/[\w-/:.%]+(?<![:.])/g) ?? [],
    variables: true,
  });
  return result.css;
}

function forDjango() {
  return {
    name: "for-django",
    async generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.fileName.endsWith(".css")) file.source = await purged(String(file.source));
      }
      this.emitFile({ type: "asset", name: "icons.svg", source: sprite(here) });
    },
    async writeBundle(_, bundle) {
      const names = {};
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && !file.isEntry) continue;
        const given = file.type === "chunk" ? `${file.name}.js` : (file.names?.[0] ?? file.name);
        names[given] = file.fileName;
      }
      await writeFile(resolve(out, "names.json"), JSON.stringify(names, null, 1));
      for (const name of await readdir(out)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const raw = await readFile(resolve(out, name));
        await writeFile(resolve(out, `${name}.gz`), await promisify(gzip)(raw, { level: 9 }));
        await writeFile(resolve(out, `${name}.br`), await promisify(brotliCompress)(raw));
      }
    },
  };
}

export default defineConfig({
  root: here,
  base: "/static/built/",
  publicDir: false,
  plugins: [forDjango()],
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2022",
    minify: "terser",
    terserOptions: { module: true, compress: { passes: 3, pure_getters: true } },
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: Object.fromEntries(
        entries
          .filter((name) => existsSync(resolve(here, "src", name)))
          .map((name) => [name.replace(/\.(js|css)$/, (all) => (all === ".css" ? "-style" : "")), resolve(here, "src", name)]),
      ),
      output: {
        entryFileNames: "[name].[hash].js",
        chunkFileNames: "part.[hash].js",
        assetFileNames: "[name].[hash][extname]",
      },
    },
  },
});
