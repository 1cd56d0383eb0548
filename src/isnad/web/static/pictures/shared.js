// What all pictures share: the page's colours and fonts, how numbers are written, tips, legends, files.
const root = document.documentElement;
export const rtl = root.dir === "rtl";
export const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
export const fine = !matchMedia("(pointer: coarse)").matches;

const numbers = new Intl.NumberFormat(root.dataset.tag || root.lang);
export const written = (number) => numbers.format(number);

// A name as it is drawn: one that begins in Arabic is laid out from right to left, wherever it stands and is cut. What
// every object has a property of ("__proto__") gets a sign that nobody sees, as the library keeps texts by their letters.
export function laid(name) {
  if (name in {}) return `\u2060${name}`;
  return /^[^A-Za-z]*[\u0600-\u08ff\ufb50-\ufefc]/.test(name) ? `\u2067${name}\u2069` : name;
}

export function colour(name) {
  return getComputedStyle(root).getPropertyValue(name).trim();
}

export function manner() {
  const body = getComputedStyle(document.body);
  return {
    ink: colour("--ink"), faint: colour("--faint"), line: colour("--line"), sheet: colour("--sheet"),
    wash: colour("--wash"), accent: colour("--accent"), font: body.fontFamily.replaceAll('"', "'"),
  };
}

// The fonts must be there before letters are drawn, or others stand in for them.
export async function fonts() {
  const family = getComputedStyle(document.body).fontFamily;
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 13px ${family}`, "سلام Salam")));
}

export function base(look) {
  return {
    animation: !still,
    animationDuration: 250,
    textStyle: { fontFamily: look.font, color: look.ink },
    toolbox: { show: false },
    tooltip: {
      renderMode: "html", className: "tip", confine: true, transitionDuration: 0, padding: [6, 10],
      backgroundColor: look.sheet, borderColor: look.line, textStyle: { color: look.ink, fontFamily: look.font },
    },
  };
}

// A tip is made of elements and texts, so nothing in a name is markup. Rows: [name, number, colour]; lines: texts.
export function tip(name, { rows = [], lines = [] } = {}) {
  const box = document.createElement("div");
  const head = document.createElement("b");
  head.dir = "auto";
  head.textContent = name;
  box.dir = root.dir;
  box.append(head);
  for (const line of lines) {
    const told = document.createElement("div");
    told.textContent = line;
    box.append(told);
  }
  if (rows.length > 0) {
    const list = document.createElement("dl");
    for (const [what, number, hue] of rows) {
      const term = document.createElement("dt");
      term.textContent = what;
      if (hue) term.style.setProperty("--swatch", hue);
      const value = document.createElement("dd");
      value.textContent = number;
      list.append(term, value);
    }
    box.append(list);
  }
  return box;
}

const SHAPES = {
  circle: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z", roundRect: "M3 2h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z",
  diamond: "M8 0l8 8-8 8-8-8z", triangle: "M8 1l8 14H0z", rect: "M1 1h14v14H1z", line: "M0 6.5h16v3H0z",
  ring: "M8 0a8 8 0 1 0 0 16A8 8 0 1 0 8 0zM8 3a5 5 0 1 1 0 10A5 5 0 1 1 8 3z", broken: "M0 6.5h6v3H0zM10 6.5h6v3h-6z",
};

// What each colour and shape means; entries with `toggle` are buttons that show and hide.
export function legend(place, entries) {
  place.replaceChildren(...entries.map(({ name, hue, shape = "rect", toggle, shown = true }) => {
    const entry = document.createElement(toggle ? "button" : "span");
    if (toggle) {
      entry.type = "button";
      entry.setAttribute("aria-pressed", String(shown));
      entry.addEventListener("click", () => {
        const now = entry.getAttribute("aria-pressed") !== "true";
        entry.setAttribute("aria-pressed", String(now));
        toggle(now);
      });
    } else {
      entry.className = "entry";
    }
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 16 16");
    mark.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SHAPES[shape]);
    path.style.fill = hue;
    path.style.fillRule = "evenodd";
    mark.append(path);
    entry.append(mark, name);
    return entry;
  }));
}

// What stands above a picture that leaves the page: its title and its legend; entries are {name, icon}.
export function headed(look, title, entries, width) {
  const side = rtl ? { right: 12 } : { left: 12 };
  const begin = rtl ? { left: width - 12, textAlign: "right" } : { left: 12 };
  return {
    backgroundColor: look.sheet,
    graphic: [{ type: "rect", silent: true, z: 90, shape: { x: 0, y: 0, width, height: HEAD }, style: { fill: look.sheet } }],
    title: { text: laid(title), top: 10, z: 99, padding: 0, ...begin, textStyle: { color: look.ink, fontFamily: look.font, fontSize: 15, fontWeight: 600, width: width - 24, overflow: "truncate" } },
    legend: {
      show: entries.length > 0, top: 40, z: 99, ...side, align: rtl ? "right" : "left", itemWidth: 16, itemHeight: 12,
      data: rtl ? [...entries].reverse() : entries, textStyle: { color: look.ink, fontFamily: look.font },
    },
  };
}

// A shape of the legend as ECharts takes it.
export const icon = (shape) => `path://${SHAPES[shape]}`;

export const HEAD = 76;

export function keep(blob, name) {
  const way = document.createElement("a");
  way.href = URL.createObjectURL(blob);
  way.download = name;
  way.click();
  setTimeout(() => URL.revokeObjectURL(way.href), 10_000);
}

export function saveSvg(echarts, option, width, height, name) {
  const made = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  made.setOption({ ...option, animation: false });
  const text = made.renderToSVGString();
  made.dispose();
  keep(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
}

export async function savePng(echarts, option, width, height, name) {
  const place = Object.assign(document.createElement("div"), { className: "unseen" });
  document.body.append(place);
  const made = echarts.init(place, null, { renderer: "canvas", width, height, devicePixelRatio: 2 });
  made.setOption({ ...option, animation: false });
  const drawn = made.renderToCanvas({ pixelRatio: 2, backgroundColor: option.backgroundColor });
  const blob = await new Promise((done) => drawn.toBlob(done, "image/png"));
  made.dispose();
  place.remove();
  keep(blob, `${name}.png`);
}

export const go = (address) => location.assign(address);
