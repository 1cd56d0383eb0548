// Who acts on whom, a row for who and a column for whom; the darker, the more often, and the number stands in the cell.
import { HEAD, base, go, headed, laid, rtl, tip, written } from "./shared.js";

const CELL = 30;

export function make({ data, canvas }) {
  const place = document.createElement("div");
  canvas.replaceChildren(place);
  const names = canvas.clientWidth < 560 ? 116 : 170;
  const top = Math.max(1, ...data.cells.map((cell) => Math.log(cell.number + 1)));

  function fit() {
    place.style.width = `${Math.max(canvas.clientWidth, names + CELL * data.targets.length + 16)}px`;
    place.style.height = `${names + CELL * data.sources.length + 16}px`;
  }
  fit();

  function option(look, colour, above = 0) {
    const letters = { color: look.ink, fontFamily: look.font, fontSize: 12, overflow: "truncate", interval: 0 };
    const plain = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: true, lineStyle: { color: look.line } } };
    return {
      ...base(look),
      animation: false,
      grid: { top: names + above, bottom: 8, ...(rtl ? { left: 8, right: names } : { left: names, right: 8 }) },
      tooltip: { ...base(look).tooltip, formatter: ({ dataIndex }) => tip(data.cells[dataIndex].name, { lines: data.cells[dataIndex].told }) },
      xAxis: {
        type: "category", data: data.targets.map(laid), position: "top", inverse: rtl, ...plain,
        axisLabel: { ...letters, rotate: rtl ? 60 : -60, width: names - 20 },
      },
      yAxis: { type: "category", data: data.sources.map(laid), inverse: true, position: rtl ? "right" : "left", ...plain, axisLabel: { ...letters, width: names - 20 } },
      visualMap: { show: false, dimension: 2, min: Math.log(2), max: Math.max(top, Math.log(3)), inRange: { color: [colour("--ramp-low"), colour("--ramp-high")] } },
      series: [{
        type: "heatmap", cursor: "pointer", itemStyle: { borderColor: look.sheet, borderWidth: 1 },
        data: data.cells.map((cell) => ({
          value: [cell.target, cell.source, Math.log(cell.number + 1), cell.number],
          label: { color: colour(Math.log(cell.number + 1) > (top + Math.log(2)) / 2 ? "--ramp-high-ink" : "--ramp-low-ink") },
        })),
        label: { show: true, fontFamily: look.font, fontSize: 12, formatter: ({ value }) => written(value[3]) },
        emphasis: { itemStyle: { borderColor: look.ink, borderWidth: 2 } },
      }],
    };
  }

  return {
    option,
    place,
    fit,
    live: (chart) => chart.on("click", ({ dataIndex }) => go(data.cells[dataIndex].address)),
    file: (chart, look, colour, title) => ({ ...option(look, colour, HEAD), ...headed(look, title, [], chart.getWidth()), tooltip: undefined }),
  };
}
