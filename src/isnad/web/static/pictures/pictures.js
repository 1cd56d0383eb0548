// Draws the pictures of a page, each from the data that stands beside it.
import { HEAD, colour, fonts, manner, savePng, saveSvg } from "./shared.js";

const kinds = {
  timeline: () => import("./timeline.js"),
  network: () => import("./network.js"),
  matrix: () => import("./matrix.js"),
  map: () => import("./map.js"),
};

function zooming(figure, canvas, chart, picture) {
  const acts = { in: () => picture.zoom(chart, 1.3), out: () => picture.zoom(chart, 1 / 1.3), whole: () => picture.whole(chart) };
  for (const button of figure.querySelectorAll("[data-zoom]")) button.addEventListener("click", acts[button.dataset.zoom]);
  const step = 40;
  const keys = {
    "+": acts.in, "=": acts.in, "-": acts.out, 0: acts.whole,
    ArrowLeft: () => picture.move(chart, step, 0), ArrowRight: () => picture.move(chart, -step, 0),
    ArrowUp: () => picture.move(chart, 0, step), ArrowDown: () => picture.move(chart, 0, -step),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}

async function draw(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const canvas = figure.querySelector(".canvas");
  const [echarts, { make }] = await Promise.all([import(figure.dataset.library), kinds[figure.dataset.picture](), fonts()]);
  figure.classList.add("is-drawn");
  for (const each of figure.querySelectorAll(".tools, .drawn")) each.hidden = false;

  const picture = await make({ echarts, data, figure, canvas });
  const place = picture.place ?? canvas;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const show = () => {
    chart.setOption(picture.option(manner(), colour), { notMerge: true });
    picture.legend?.(chart, figure.querySelector(".legend"), colour);
  };
  show();
  picture.live?.(chart);
  if (picture.zoom) zooming(figure, canvas, chart, picture);

  new ResizeObserver(() => {
    if (place !== canvas) picture.fit();
    chart.resize();
    picture.resize?.(chart, manner(), colour);
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  new MutationObserver(show).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

  const title = document.getElementById("told") ?? figure.closest("section")?.querySelector("h2");
  const name = [document.querySelector("h1")?.textContent, title?.textContent].filter(Boolean).map((each) => each.trim()).join(": ");
  const saved = () => [picture.file(chart, manner(), colour, name), chart.getWidth(), chart.getHeight() + HEAD, figure.dataset.file];
  figure.querySelector('[data-save="svg"]').addEventListener("click", () => saveSvg(echarts, ...saved()));
  figure.querySelector('[data-save="png"]').addEventListener("click", () => savePng(echarts, ...saved()));
}

// on a phone the picture comes first
if (matchMedia("(max-width: 40rem)").matches) document.querySelector("details.what")?.removeAttribute("open");
for (const figure of document.querySelectorAll("figure.picture")) draw(figure);
