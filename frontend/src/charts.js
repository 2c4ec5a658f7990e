/* Draws <figure data-chart>: the drawing told as JSON in it, by ECharts on a canvas.
   What is shown, and its words, come from the server (forbear.web.oversight.charts). */

import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  LabelLayout,
  CanvasRenderer,
]);

/* Told apart by every kind of colour blindness, and at least 3:1 on their ground. */
const LIGHT = ["#0072b2", "#c24e00", "#00795a", "#9c3d82", "#7a5c00"];
const DARK = ["#56b4e9", "#f0a030", "#2fbf91", "#e29cc8", "#f0e442"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin"];
const NARROW = 480;

const inChinese = () => document.documentElement.lang.startsWith("zh");

function theme() {
  const style = getComputedStyle(document.body);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const dark = document.documentElement.dataset.bsTheme === "dark";
  return {
    dark,
    colours: dark ? DARK : LIGHT,
    text: read("--tblr-body-color", dark ? "#dce1e7" : "#182433"),
    faint: read("--tblr-secondary", dark ? "#8a97ab" : "#667382"),
    line: read("--tblr-border-color", dark ? "#25384f" : "#dadfe5"),
    ground: read("--tblr-bg-surface", dark ? "#182433" : "#ffffff"),
    font: style.getPropertyValue("font-family") || "sans-serif",
  };
}

/* 12345600 fen -> 123 k, or 12.3 万: an axis has no room for more; the table is exact. */
function shortened(value, spec) {
  if (value === null || value === undefined) return "–";
  if (spec.unit === "percent") return `${(value * 100).toFixed(1)}%`;
  const amount = spec.unit === "money" ? value / 10 ** spec.minor : value;
  const steps = inChinese()
    ? [[1e8, "亿"], [1e4, "万"]]
    : [[1e9, "bn"], [1e6, "m"], [1e3, "k"]];
  const [by, word] = steps.find(([step]) => Math.abs(amount) >= step) ?? [1, ""];
  const small = by === 1 && spec.unit === "money" && Math.abs(amount) < 100;
  const digits = small ? 2 : by === 1 || Math.abs(amount / by) >= 100 ? 0 : 1;
  const text = (amount / by).toLocaleString("en", {
    minimumFractionDigits: small && amount % 1 ? 2 : 0,
    maximumFractionDigits: digits,
  });
  return inChinese() ? text + word : `${text}${word ? ` ${word}` : ""}`;
}

/* On an axis whole percents do. */
const ticked = (value, spec) =>
  spec.unit === "percent" ? `${Number((value * 100).toFixed(1))}%` : shortened(value, spec);

const common = (look) => ({
  animation: false,
  backgroundColor: "transparent",
  textStyle: { fontFamily: look.font, color: look.text },
  tooltip: {
    renderMode: "richText",
    confine: true,
    backgroundColor: look.ground,
    borderColor: look.line,
    textStyle: { color: look.text, fontSize: 12 },
  },
});

const axis = (look, name, more) => ({
  name,
  nameTextStyle: { color: look.faint, fontSize: 12 },
  axisLabel: { color: look.faint, fontSize: 12, hideOverlap: true },
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: look.line, opacity: 0.6 } },
  ...more,
});

const trimmed = (values) => {
  const last = values.findLastIndex((value) => value !== null);
  return values.slice(0, last + 1);
};

function lined(spec, series, at, look) {
  const colour = look.colours[at % look.colours.length];
  return {
    type: "line",
    name: series.name,
    data: trimmed(series.values),
    color: colour,
    symbol: SYMBOLS[at % SYMBOLS.length],
    symbolSize: 7,
    showSymbol: spec.x.labels.length <= 16,
    showAllSymbol: true,
    z: 3,
    lineStyle: { width: 2, type: series.dashed ? "dashed" : "solid" },
    endLabel: { show: true, formatter: "{a}", color: colour, fontSize: 12, distance: 6 },
    labelLayout: { moveOverlap: "shiftY" },
    emphasis: { disabled: true },
  };
}

function barred(spec, series, at, look, width) {
  const colour = look.colours[at % look.colours.length];
  const several = spec.series.filter((one) => !one.line).length > 1;
  const crossed = spec.series.some((one) => one.line);
  const named = series.values.findIndex((value) => value);
  const label = ({ dataIndex, value }) => {
    const said = shortened(value, spec);
    return several && dataIndex === named ? `${series.name} ${said}` : said;
  };
  return {
    type: "bar",
    name: series.name,
    data: series.values,
    color: colour,
    barMaxWidth: spec.flat ? 22 : 48,
    barMinHeight: 1,
    label: {
      show: spec.flat || (spec.x.labels.length <= 12 && !(crossed && width < NARROW)),
      position: spec.flat ? "right" : crossed ? "insideBottom" : "top",
      formatter: label,
      color: crossed ? look.ground : look.text,
      fontSize: 12,
    },
    labelLayout: { hideOverlap: true },
    emphasis: { disabled: true },
  };
}

function plotted(spec, look, width) {
  const labels = axis(look, spec.x.name, {
    type: "category",
    data: spec.x.labels,
    nameLocation: "middle",
    nameGap: 30,
    splitLine: { show: false },
  });
  const values = axis(look, spec.y, {
    type: "value",
    min: spec.unit === "percent" && spec.whole ? 0 : undefined,
    max: spec.unit === "percent" && spec.whole ? 1 : undefined,
    axisLabel: {
      color: look.faint,
      fontSize: 12,
      hideOverlap: true,
      formatter: (value) => ticked(value, spec),
    },
  });
  const lines = spec.series.some((one) => spec.kind === "line" || one.line);
  const longest = Math.max(0, ...spec.series.map((one) => one.name.length));
  const letters = inChinese() ? 12 : 7;
  const room = lines ? Math.min(width / 3, longest * letters + 20) : 12;
  const beside = spec.series.length > 1 ? longest * letters + 56 : 56;
  const flat = spec.flat
    ? {
        xAxis: { ...values, nameLocation: "middle", nameGap: 30 },
        yAxis: {
          ...labels,
          name: undefined,
          inverse: true,
          axisLabel: { ...labels.axisLabel, width: width / 3.2, overflow: "truncate" },
        },
      }
    : { xAxis: labels, yAxis: { ...values, nameTextStyle: { ...values.nameTextStyle, align: "left" } } };
  return {
    ...common(look),
    ...flat,
    grid: {
      left: 4,
      right: spec.flat ? Math.min(width / 3, beside) : room,
      top: spec.flat ? 8 : 36,
      bottom: 40,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    tooltip: {
      ...common(look).tooltip,
      trigger: "axis",
      axisPointer: { type: spec.kind === "line" ? "line" : "shadow" },
      formatter: (points) =>
        [points[0].name, ...points.map((p) => `${p.seriesName}  ${shortened(p.value, spec)}`)].join(
          "\n",
        ),
    },
    series: spec.series.map((series, at) =>
      spec.kind === "line" || series.line
        ? lined(spec, series, at, look)
        : barred(spec, series, at, look, width),
    ),
  };
}

function heated(spec, look, width) {
  const most = Math.max(1e-9, ...spec.cells.map((cell) => cell.value ?? 0));
  const strong = look.dark ? "#56b4e9" : "#0072b2";
  const ink = (value) => {
    const deep = value / most > 0.5;
    return deep ? (look.dark ? "#0b1a2b" : "#ffffff") : look.text;
  };
  const narrow = width < NARROW;
  return {
    ...common(look),
    grid: {
      left: 4,
      right: 8,
      top: spec.x.name ? 32 : 4,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
    xAxis: axis(look, spec.x.name, {
      type: "category",
      data: spec.x.labels,
      position: "top",
      nameLocation: "middle",
      nameGap: 28,
      splitLine: { show: false },
      axisLabel: {
        color: look.faint,
        fontSize: narrow ? 10 : 12,
        interval: 0,
        width: ((spec.rows[0]?.length ?? 0) > 4 ? width * 0.68 : width - 48) / spec.x.labels.length - 6,
        overflow: "break",
      },
    }),
    yAxis: axis(look, undefined, {
      type: "category",
      data: spec.rows,
      inverse: true,
      splitLine: { show: false },
      axisLabel: {
        color: look.faint,
        fontSize: narrow ? 10 : 12,
        width: width / 3,
        overflow: "truncate",
      },
    }),
    tooltip: {
      ...common(look).tooltip,
      formatter: ({ data }) =>
        `${spec.rows[data.value[1]]} → ${spec.x.labels[data.value[0]]}\n${shortened(data.value[2], spec)}`,
    },
    series: [
      {
        type: "heatmap",
        data: spec.cells.map(({ x, y, value }) => ({
          value: [x, y, value],
          itemStyle: { color: between(look.dark ? "#1f2f44" : "#f1f6fb", strong, value / most) },
          label: { color: ink(value) },
        })),
        label: {
          show: true,
          fontSize: narrow ? 9 : 12,
          formatter: ({ data }) => shortened(data.value[2], spec),
        },
        itemStyle: { borderColor: look.ground, borderWidth: 1 },
        emphasis: { disabled: true },
      },
    ],
  };
}

/* The colour that lies so far between two, as #rrggbb. */
function between(from, to, share) {
  const part = (at) => {
    const [a, b] = [from, to].map((one) => parseInt(one.slice(at, at + 2), 16));
    return Math.round(a + (b - a) * Math.min(1, Math.max(0, share ?? 0))).toString(16).padStart(2, "0");
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}

const drawn = (spec, look, width) =>
  spec.kind === "heat" ? heated(spec, look, width) : plotted(spec, look, width);

/* The rows behind a point. */
function behind(spec, { seriesIndex, dataIndex }) {
  if (spec.kind === "heat") return spec.cells[dataIndex]?.link;
  return spec.series[seriesIndex]?.links?.[dataIndex];
}

/* The drawing under its title, on the page's ground, twice as fine as on screen. */
function picture(chart, figure) {
  const look = theme();
  const source = new Image();
  source.onload = () => {
    const canvas = document.createElement("canvas");
    const head = 72;
    canvas.width = source.width;
    canvas.height = source.height + head;
    const pen = canvas.getContext("2d");
    pen.fillStyle = look.ground;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = look.text;
    pen.font = `600 28px ${look.font}`;
    pen.fillText(figure.querySelector("[data-title]").textContent.trim(), 16, 46, canvas.width - 32);
    pen.drawImage(source, 0, head);
    const link = document.createElement("a");
    link.download = figure.dataset.file;
    link.href = canvas.toDataURL("image/png");
    link.click();
  };
  source.src = chart.getDataURL({ pixelRatio: 2, backgroundColor: look.ground });
}

function bind(figure) {
  const box = figure.querySelector("[data-plot]");
  const told = figure.querySelector("script[type='application/json']");
  if (!box || !told) return;
  const spec = JSON.parse(told.textContent);
  box.hidden = false;
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const draw = () => chart.setOption(drawn(spec, theme(), box.clientWidth), true);
  chart.on("click", (point) => {
    const link = behind(spec, point);
    if (link) location.assign(link);
  });
  chart.on("mouseover", (point) => chart.getZr().setCursorStyle(behind(spec, point) ? "pointer" : "default"));
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(box);
  new MutationObserver(draw).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-bs-theme"],
  });
  const button = figure.querySelector("[data-png]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => picture(chart, figure));
  }
  draw();
}

document.querySelectorAll("figure[data-chart]").forEach(bind);
