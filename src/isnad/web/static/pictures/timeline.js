// Statements and events over time, stacked; in Arabic time runs from right to left. A stretch of it can be chosen.
import { HEAD, base, fine, headed, laid, legend, rtl, tip, written } from "./shared.js";

const MANY = 45;

export function make({ data, figure, canvas }) {
  const hidden = new Set();

  function option(look, colour, top = 12) {
    const many = data.slots.length > MANY;
    const letters = { color: look.faint, fontFamily: look.font, fontSize: 12 };
    return {
      ...base(look),
      grid: { top, bottom: many ? 64 : 12, left: 12, right: 16, containLabel: true },
      tooltip: {
        ...base(look).tooltip, trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: look.wash, opacity: 0.7 } },
        formatter: (found) => tip(data.words[found[0].dataIndex], {
          rows: found.filter((each) => each.value > 0).map((each) => [each.seriesName, written(each.value), colour(data.stacks[each.seriesIndex].colour)]),
        }),
      },
      legend: { show: false, selected: Object.fromEntries([...hidden].map((name) => [name, false])) },
      xAxis: {
        type: "category", data: data.short.map(laid), inverse: rtl, axisLine: { lineStyle: { color: look.faint } },
        axisTick: { alignWithLabel: true }, axisLabel: { ...letters, hideOverlap: true },
      },
      yAxis: {
        type: "value", position: rtl ? "right" : "left", minInterval: 1, splitLine: { lineStyle: { color: look.line } },
        axisLabel: { ...letters, formatter: written },
      },
      dataZoom: many ? [{
        type: "slider", bottom: 8, height: 30, borderColor: look.line, fillerColor: "rgba(128,128,128,.2)", showDetail: false,
        backgroundColor: look.wash, dataBackground: { lineStyle: { color: look.faint }, areaStyle: { color: look.faint } },
        handleStyle: { color: look.sheet, borderColor: look.faint }, brushSelect: false,
      }] : [],
      brush: data.brush ? {
        toolbox: [], xAxisIndex: 0, brushType: "lineX", brushMode: "single", outOfBrush: { colorAlpha: 0.35 },
        brushStyle: { borderWidth: 1, color: "rgba(128,128,128,.18)", borderColor: look.accent },
      } : undefined,
      series: data.stacks.map((stack) => ({
        type: "bar", name: stack.name, stack: "all", data: stack.numbers.map((number) => number || null), barMaxWidth: 56, barCategoryGap: "18%",
        itemStyle: { color: colour(stack.colour), borderColor: look.sheet, borderWidth: 0.5 },
        emphasis: { disabled: true },
      })),
    };
  }

  // Those found in the stretch take the place of those found before; the address tells the stretch.
  async function choose(since, until) {
    const form = document.querySelector("form.asked");
    form.elements.since.value = since;
    form.elements.until.value = until;
    const here = new URL(location.href);
    for (const [name, value] of [["since", since], ["until", until]]) value ? here.searchParams.set(name, value) : here.searchParams.delete(name);
    here.searchParams.delete("page");
    const answer = await fetch(here, { headers: { accept: "text/html" } });
    if (!answer.ok) return void location.assign(here);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("found").replaceWith(document.importNode(page.getElementById("found"), true));
    history.pushState(null, "", here);
    let said = document.getElementById("said");
    if (!said) {
      said = Object.assign(document.createElement("p"), { id: "said", className: "unseen" });
      said.setAttribute("role", "status");
      figure.append(said);
    }
    said.textContent = document.getElementById("count").textContent;
  }

  function brushing(chart) {
    const button = figure.querySelector("[data-brush]");
    const form = document.querySelector("form.asked");
    if (!button || !form) return;
    const whole = [form.elements.since.value, form.elements.until.value];
    const take = (on) => {
      button.setAttribute("aria-pressed", String(on));
      chart.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: on ? "lineX" : false, brushMode: "single" } });
    };
    button.addEventListener("click", () => take(button.getAttribute("aria-pressed") !== "true"));
    take(fine);
    chart.on("brushEnd", ({ areas }) => {
      if (areas.length === 0) return void choose(...whole);
      const ends = [...areas[0].coordRange].sort((one, other) => one - other);
      const [first, last] = ends.map((end) => Math.min(data.slots.length - 1, Math.max(0, Math.round(end))));
      const within = (day, above, below) => (above && day < above ? above : below && day > below ? below : day);
      choose(within(data.slots[first], whole[0], ""), within(data.ends[last], "", whole[1]));
    });
    addEventListener("popstate", () => location.reload());
  }

  return {
    option,
    live: (chart) => data.brush && brushing(chart),
    legend: (chart, place, colour) => legend(place, data.stacks.map((stack) => ({
      name: stack.name, hue: colour(stack.colour), shown: !hidden.has(stack.name),
      toggle: (now) => {
        now ? hidden.delete(stack.name) : hidden.add(stack.name);
        chart.dispatchAction({ type: now ? "legendSelect" : "legendUnSelect", name: stack.name });
      },
    }))),
    file: (chart, look, colour, title) => {
      const shown = data.stacks.map((stack) => stack.name).filter((name) => !hidden.has(name));
      const made = option(look, colour, HEAD + 8);
      const head = headed(look, title, shown.map((name) => ({ name, icon: "roundRect" })), chart.getWidth());
      return { ...made, ...head, brush: undefined, dataZoom: [], tooltip: undefined, legend: { ...head.legend, selected: made.legend.selected },
               grid: { ...made.grid, bottom: 12 } };
    },
  };
}
