// Where events happen: a dot for a place, a diamond in the middle of a country of which no place is told.
import { HEAD, base, fine, go, headed, icon, laid, legend, tip } from "./shared.js";

// The middle of a country's largest part.
function middle(feature) {
  let found = [0, 0];
  let largest = 0;
  for (const [ring] of feature.geometry.coordinates) {
    let [area, x, y] = [0, 0, 0];
    for (let at = 0; at < ring.length - 1; at += 1) {
      const [[x0, y0], [x1, y1]] = [ring[at], ring[at + 1]];
      const cross = x0 * y1 - x1 * y0;
      [area, x, y] = [area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross];
    }
    if (Math.abs(area) > largest) [largest, found] = [Math.abs(area), [x / (3 * area), y / (3 * area)]];
  }
  return found;
}

// What is looked at first: where most of what there is lies, with some land around it.
function bounds(marks) {
  if (marks.length === 0) return [[-130, 70], [160, -50]];
  const sorted = (axis) => marks.map((mark) => mark.at[axis]).sort((one, other) => one - other);
  const few = marks.length < 30;
  const ends = (values) => (few ? [values[0], values.at(-1)] : [values[Math.floor(values.length * 0.04)], values[Math.ceil(values.length * 0.96) - 1]]);
  const [[west, east], [south, north]] = [ends(sorted(0)), ends(sorted(1))];
  const [wide, high] = [Math.max(10, (east - west) * 0.15), Math.max(8, (north - south) * 0.15)];
  return [[Math.max(-180, west - wide), Math.min(84, north + high)], [Math.min(180, east + wide), Math.max(-60, south - high)]];
}

export async function make({ echarts, data, figure }) {
  const world = await (await fetch(figure.dataset.world)).json();
  echarts.registerMap("world", world);
  const middles = new Map(world.features.map((each) => [each.properties.name, each]));
  const wholes = data.countries.filter((each) => middles.has(each.country)).map((each) => ({ ...each, at: middle(middles.get(each.country)) }));
  const hidden = new Set();
  const most = Math.max(1, ...[...data.spots, ...wholes].map((mark) => mark.number));
  const size = (number) => 7 + 30 * Math.sqrt(number / most);

  function option(look, colour, top = 0) {
    const marks = (name, all, symbol, hue) => ({
      type: "scatter", name, coordinateSystem: "geo", symbol, cursor: "pointer",
      data: all.map((mark) => ({ value: [...mark.at, mark.number], name: laid(mark.name), symbolSize: size(mark.number) })),
      itemStyle: { color: colour(hue), opacity: 0.9, borderColor: look.sheet, borderWidth: 1.5 },
      label: { show: true, position: "top", distance: 3, formatter: "{b}", width: 130, overflow: "truncate", color: look.ink, fontFamily: look.font, fontSize: 12, textBorderColor: look.sheet, textBorderWidth: 2.5 },
      labelLayout: { hideOverlap: true },
      tooltip: { formatter: ({ dataIndex }) => tip(all[dataIndex].name, { lines: all[dataIndex].told }) },
      emphasis: { scale: 1.1, itemStyle: { borderColor: look.ink } },
    });
    return {
      ...base(look),
      tooltip: { ...base(look).tooltip, trigger: "item" },
      legend: { show: false, selected: Object.fromEntries([...hidden].map((name) => [name, false])) },
      geo: {
        map: "world", roam: fine ? "move" : false, boundingCoords: bounds(data.spots.length < 30 ? [...data.spots, ...wholes] : data.spots), top,
        left: 0, right: 0, bottom: 0, preserveAspect: "contain", scaleLimit: { min: 0.1, max: 40 },
        itemStyle: { areaColor: colour("--land"), borderColor: colour("--shore"), borderWidth: 0.7 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: look.wash } }, select: { disabled: true },
        tooltip: { show: true, formatter: ({ name }) => tip(data.names[name] ?? name) },
      },
      series: [marks(data.words.spots, data.spots, "circle", "--event"), marks(data.words.countries, wholes, "diamond", "--mark-1")],
    };
  }

  const roam = (chart, how) => chart.dispatchAction({ type: "geoRoam", componentType: "geo", geoIndex: 0, ...how });
  return {
    option,
    zoom: (chart, by) => roam(chart, { zoom: by, originX: chart.getWidth() / 2, originY: chart.getHeight() / 2 }),
    move: (chart, dx, dy) => roam(chart, { dx, dy }),
    whole: (chart) => chart.setOption({ geo: { zoom: 1, center: null } }),
    live: (chart) => chart.on("click", ({ componentType, seriesIndex, dataIndex }) => {
      if (componentType === "series") go((seriesIndex === 0 ? data.spots : wholes)[dataIndex].address);
    }),
    legend: (chart, place, colour) => legend(place, [
      [data.words.spots, "--event", "circle", data.spots], [data.words.countries, "--mark-1", "diamond", wholes],
    ].filter((each) => each[3].length > 0).map(([name, hue, shape]) => ({
      name, shape, hue: colour(hue), shown: !hidden.has(name),
      toggle: (now) => {
        now ? hidden.delete(name) : hidden.add(name);
        chart.dispatchAction({ type: now ? "legendSelect" : "legendUnSelect", name });
      },
    }))),
    file: (chart, look, colour, title) => {
      const made = option(look, colour, HEAD);
      const head = headed(look, title, [
        { name: data.words.spots, icon: icon("circle") }, { name: data.words.countries, icon: icon("diamond") },
      ], chart.getWidth());
      const { center, zoom } = chart.getOption().geo[0];
      return { ...made, ...head, backgroundColor: colour("--sea"), tooltip: undefined, legend: { ...head.legend, selected: made.legend.selected }, geo: { ...made.geo, center, zoom } };
    },
  };
}
