// Who acts on whom: arrows from one to the other, wider the more often; shapes and colours tell what each of them is.
import { HEAD, base, fine, go, headed, icon, laid, legend, rtl, tip } from "./shared.js";

const SHAPES = { person: "circle", organisation: "roundRect", country: "diamond", group: "triangle", sector: "rect" };
const HUES = { person: "--mark-1", organisation: "--mark-3", country: "--mark-5", group: "--mark-4", sector: "--mark-1" };

// Where the nodes come to lie: worked out beforehand, so that the picture can be fitted to them.
function arranged(echarts, nodes, pairs, width, height) {
  const made = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  made.setOption({
    animation: false,
    series: [{
      type: "graph", layout: "force", data: nodes.map((node, at) => ({ id: String(at), name: String(at) })),
      links: pairs.map((pair) => ({ source: String(pair.source), target: String(pair.target) })),
      force: { initLayout: "circular", layoutAnimation: false, gravity: 0.16, friction: 0.5, repulsion: 70 + width / 5, edgeLength: [width / 18, width / 8] },
    }],
  });
  const held = made.getModel().getSeriesByIndex(0).getData();
  const places = nodes.map((_, at) => [...held.getItemLayout(at)]);
  made.dispose();
  // as shares of the picture's width and height
  const ends = [0, 1].map((axis) => [Math.min(...places.map((each) => each[axis])), Math.max(...places.map((each) => each[axis]))]);
  return places.map((each) => each.map((value, axis) => (ends[axis][1] > ends[axis][0] ? (value - ends[axis][0]) / (ends[axis][1] - ends[axis][0]) : 0.5)));
}

// Room for names around the nodes, which stand at one side of them.
const SIDES = { near: 30, above: 26, below: 26 };
const NARROW = 560;

export function make({ echarts, data, canvas }) {
  const kinds = data.kinds.filter((kind) => data.nodes.some((node) => node.kind === kind.kind));
  const largest = Math.max(1, ...data.nodes.map((node) => node.size));
  const most = Math.max(1, ...data.pairs.map((pair) => pair.number));
  const broken = (pair) => pair.of.endsWith("conflict");
  const hidden = new Set();
  const links = data.pairs.filter((pair) => pair.source !== pair.target);
  const own = new Map(data.pairs.filter((pair) => pair.source === pair.target).map((pair) => [pair.source, pair]));
  const places = arranged(echarts, data.nodes, data.pairs, Math.max(480, canvas.clientWidth), Math.max(480, canvas.clientHeight));

  const narrow = () => canvas.clientWidth < NARROW;
  const drawnClasses = () => data.classes.filter((each) => data.pairs.some((pair) => pair.of === each.of));

  function area(above = 0) {
    const far = narrow() ? 96 : 150;
    const [width, height] = [canvas.clientWidth - SIDES.near - far, canvas.clientHeight - SIDES.above - SIDES.below];
    return { left: rtl ? far : SIDES.near, top: SIDES.above + above, width: Math.max(100, width), height: Math.max(100, height) };
  }

  function option(look, colour, above = 0) {
    const within = area(above);
    return {
      ...base(look),
      tooltip: {
        ...base(look).tooltip,
        formatter: ({ dataType, dataIndex }) => {
          const found = dataType === "edge" ? links[dataIndex] : data.nodes[dataIndex];
          return tip(found.name, { lines: found.told });
        },
      },
      legend: { show: false, selected: Object.fromEntries([...hidden].map((name) => [name, false])) },
      series: [{
        type: "graph", id: "net", layout: "none", roam: fine ? "move" : false, draggable: fine,
        cursor: "pointer", scaleLimit: { min: 0.25, max: 10 }, zoom: 1, ...within,
        categories: kinds.map((kind) => ({ name: kind.name, symbol: SHAPES[kind.kind], itemStyle: { color: colour(HUES[kind.kind]) } })),
        data: data.nodes.map((node, at) => ({
          id: String(at), name: laid(node.name), category: kinds.findIndex((kind) => kind.kind === node.kind),
          symbolSize: (narrow() ? 0.6 : 1) * (9 + 27 * Math.sqrt(node.size / largest)), x: places[at][0] * within.width, y: places[at][1] * within.height,
          itemStyle: own.has(at) ? { borderColor: colour(own.get(at).colour), borderWidth: 3 } : {},
        })),
        links: links.map((pair) => ({
          source: String(pair.source), target: String(pair.target),
          lineStyle: { width: 1 + (narrow() ? 2 : 5) * Math.sqrt(pair.number / most), color: colour(pair.colour), type: broken(pair) ? "dashed" : "solid" },
        })),
        edgeSymbol: ["none", "arrow"], edgeSymbolSize: [0, narrow() ? 6 : 9],
        lineStyle: { curveness: 0.16, opacity: 0.85 },
        itemStyle: { borderColor: look.sheet, borderWidth: 1 },
        label: {
          show: true, position: rtl ? "left" : "right", color: look.ink, fontFamily: look.font, fontSize: narrow() ? 11 : 12, width: narrow() ? 90 : 150,
          overflow: "truncate", textBorderColor: look.sheet, textBorderWidth: 3,
        },
        labelLayout: { hideOverlap: true },
        emphasis: { focus: "adjacency", label: { overflow: "none" } },
      }],
    };
  }

  return {
    option,
    zoom: (chart, by) => chart.dispatchAction({ type: "graphRoam", seriesId: "net", zoom: by, originX: chart.getWidth() / 2, originY: chart.getHeight() / 2 }),
    move: (chart, dx, dy) => chart.dispatchAction({ type: "graphRoam", seriesId: "net", dx, dy }),
    whole: (chart) => chart.setOption({ series: [{ id: "net", zoom: 1, center: null }] }),
    resize: (chart, look, colour) => chart.setOption(option(look, colour), { notMerge: true }),
    live: (chart) => chart.on("click", ({ dataType, dataIndex }) => {
      go((dataType === "edge" ? links[dataIndex] : data.nodes[dataIndex]).address);
    }),
    legend: (chart, place, colour) => legend(place, [
      ...kinds.map((kind) => ({
        name: kind.name, hue: colour(HUES[kind.kind]), shape: SHAPES[kind.kind], shown: !hidden.has(kind.name),
        toggle: kinds.length < 2 ? undefined : (now) => {
          now ? hidden.delete(kind.name) : hidden.add(kind.name);
          chart.dispatchAction({ type: now ? "legendSelect" : "legendUnSelect", name: kind.name });
        },
      })),
      ...(own.size > 0 ? [{ name: data.own, hue: colour("--ink"), shape: "ring" }] : []),
      ...drawnClasses().map((each) => ({
        name: each.name, hue: colour(each.colour), shape: broken(each) ? "broken" : "line",
      })),
    ]),
    // as it lies on the page, also what was dragged
    file: (chart, look, colour, title) => {
      const [nodes, { width, height }] = [chart.getModel().getSeriesByIndex(0).getData(), area()];
      data.nodes.forEach((_, at) => {
        const [x, y] = nodes.getItemLayout(at) ?? [];
        if (Number.isFinite(x)) places[at] = [x / width, y / height];
      });
      const made = option(look, colour, HEAD);
      const classes = drawnClasses();
      made.series[0].categories.push(...classes.map((each) => ({ name: each.name, itemStyle: { color: colour(each.colour) } })));
      const head = headed(look, title, [
        ...kinds.map((kind) => ({ name: kind.name, icon: icon(SHAPES[kind.kind]) })),
        ...classes.map((each) => ({ name: each.name, icon: icon(broken(each) ? "broken" : "line") })),
      ], chart.getWidth());
      return { ...made, ...head, tooltip: undefined, legend: { ...head.legend, selected: made.legend.selected } };
    },
  };
}
