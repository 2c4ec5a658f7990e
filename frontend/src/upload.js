// Sends the files of a tape one after another, each with its progress. A file that is there
// already, with as many bytes, is not sent again; one that is refused or cut off says why.
const NAME = /^([a-z_]+)(-[A-Za-z0-9_]{1,40})?\.(csv|parquet)(\.(gz|zst))?$/;

for (const zone of document.querySelectorAll("[data-upload]")) start(zone);

function start(zone) {
  const list = zone.querySelector(".uploads");
  const take = zone.querySelector("[data-when-sent]");
  const said = (of) => zone.querySelector("template[data-words]").content.querySelector(`[data-of=${of}]`).textContent;
  const tables = new Set(zone.dataset.tables.split(","));
  const most = Number(zone.dataset.most);
  const there = new Map([...list.querySelectorAll("[data-there]")].map((row) => [row.dataset.there, Number(row.dataset.bytes)]));
  const waiting = [];
  let busy = false;

  const ready = () => { take.disabled = busy || there.size === 0; };

  function line(name) {
    list.querySelector(`[data-file="${CSS.escape(name)}"], [data-there="${CSS.escape(name)}"]`)?.remove();
    const row = document.createElement("li");
    row.dataset.file = name;
    const label = document.createElement("span");
    label.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    const told = document.createElement("span");
    told.textContent = said("waiting");
    row.append(label, bar, told);
    list.append(row);
    return {
      progress: (share) => { bar.value = Math.round(share * 100); told.textContent = `${bar.value}%`; },
      done: (words, again) => end(`✓ ${words}`, "verdict verdict-good", again),
      wrong: (words, again) => end(`✕ ${words}`, "verdict verdict-bad", again),
    };
    function end(words, looks, again) {
      bar.remove();
      told.textContent = words;
      told.className = looks;
      if (!again) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = said("again");
      button.addEventListener("click", again);
      row.append(button);
    }
  }

  function add(file) {
    const name = file.name;
    if (name.startsWith(".")) return;
    const shown = line(name);
    const table = NAME.exec(name)?.[1];
    if (name !== "mapping.yaml" && !tables.has(table)) return shown.wrong(said("name"));
    if (file.size === 0) return shown.wrong(said("empty"));
    if (file.size > most) return shown.wrong(said("large"));
    if (there.get(name) === file.size) return shown.done(said("there"), () => { there.delete(name); add(file); });
    waiting.push({ file, shown });
    next();
  }

  function next() {
    if (busy || waiting.length === 0) return ready();
    busy = true;
    ready();
    const { file, shown } = waiting.shift();
    const sent = new XMLHttpRequest();
    const over = () => { busy = false; next(); };
    sent.open("PUT", `${zone.dataset.upload}${encodeURIComponent(file.name)}`);
    sent.setRequestHeader("Content-Type", "application/octet-stream");
    sent.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf]")?.content ?? "");
    sent.upload.addEventListener("progress", (event) => event.lengthComputable && shown.progress(event.loaded / event.total));
    sent.addEventListener("load", () => {
      if (sent.status < 300) {
        there.set(file.name, file.size);
        shown.done(said("done"));
      } else {
        shown.wrong(why(sent), () => add(file));
      }
      over();
    });
    for (const lost of ["error", "abort", "timeout"]) {
      sent.addEventListener(lost, () => { shown.wrong(said("lost"), () => add(file)); over(); });
    }
    sent.send(file);
  }

  function why(sent) {
    try {
      const zh = document.documentElement.lang.startsWith("zh");
      return JSON.parse(sent.responseText).problems.map((one) => (zh ? one.zh : one.en)).join(" ");
    } catch {
      return said("lost");
    }
  }

  for (const input of zone.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => { [...input.files].forEach(add); input.value = ""; });
  }
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    [...event.dataTransfer.files].forEach(add);
  });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
  ready();
}
