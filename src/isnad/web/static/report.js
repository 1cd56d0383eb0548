// The report's page: words and notes light each other, notes stand beside their words, filters act at once.
const page = document.querySelector(".report");
const narrow = matchMedia("(max-width: 60rem)");
const GAP = 6;
let text, margin, spans, notes, byNumber, pinned = null, origin = null;
let lit = new Set();
const gathered = new WeakMap();

/** Take up the text and the notes as they stand in the page now. */
function take() {
  text = document.getElementById("text");
  margin = document.getElementById("margin");
  spans = [...text.querySelectorAll("span")];
  notes = [...margin.querySelectorAll(".note")];
  byNumber = new Map(notes.map((note) => [note.value - 1, note]));
  lit = new Set(notes.filter((note) => note.classList.contains("lit")));
  pinned = [...lit][0] ?? null;
  pinned?.classList.add("open");
  const marks = [...text.querySelectorAll(".mark")];
  marks.forEach((mark, number) => { mark.tabIndex = number === 0 ? 0 : -1; });
}

/** The spans that belong to an element with `data-at`: stretches of their numbers. */
function places(element) {
  if (!gathered.has(element)) {
    const stretches = (element.dataset.at ?? "").split(" ").filter(Boolean).map((each) => each.split("-").map(Number));
    gathered.set(element, stretches.flatMap(([first, end]) => spans.slice(first, end)));
  }
  return gathered.get(element);
}

const markOf = (note) => (note.dataset.mark ? document.getElementById(note.dataset.mark) : null);

/** Light some notes with their words, and nothing else. */
function light(some) {
  const wanted = new Set(some);
  const gone = [...lit].filter((note) => !wanted.has(note));
  for (const note of gone) {
    note.classList.remove("lit");
    markOf(note)?.classList.remove("lit");
    for (const span of places(note)) span.classList.remove("lit");
  }
  for (const note of wanted) {
    note.classList.add("lit");
    markOf(note)?.classList.add("lit");
    for (const span of places(note)) span.classList.add("lit");
  }
  lit = wanted;
}

/** Hold a note lit, unfolded and beside its words; null lets go. */
function pin(note, others = []) {
  for (const each of notes) each.classList.remove("open");
  pinned = note;
  for (const each of note ? [note, ...others] : []) each.classList.add("open");
  light(note ? [note, ...others] : []);
  raise(note !== null && narrow.matches && origin !== null);
  place(note);
}

/** On a narrow screen: bring up the lit notes from below, or let them go back. */
function raise(up) {
  margin.classList.toggle("raised", up);
  margin.querySelector(".close").hidden = !up;
  if (!up) origin = null;
}

function notesAt(element) {
  const marked = element.closest("[data-n]");
  return marked ? marked.dataset.n.split(" ").map((number) => byNumber.get(Number(number))).filter(Boolean) : [];
}

/** Put every note as near as may be to the height of its words, none over another: a least-squares fit of positions
    that keep their order, by pooling neighbours that would overlap; one that is held comes before all others. */
function place(held = pinned) {
  const aside = !narrow.matches;
  margin.classList.toggle("placed", aside);
  const list = document.getElementById("notes");
  if (!aside) {
    list.style.blockSize = "";
    return;
  }
  const top = list.getBoundingClientRect().top;
  const heights = notes.map((note) => note.offsetHeight + GAP);
  let before = 0, last = 0;
  const pools = [];
  notes.forEach((note, number) => {
    last = markOf(note)?.getBoundingClientRect().top - top || last;
    const weight = note === held ? 1e6 : 1;
    let pool = { sum: weight * (last - before), weight, size: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).weight > pool.sum / pool.weight) {
      const other = pools.pop();
      pool = { sum: pool.sum + other.sum, weight: pool.weight + other.weight, size: pool.size + other.size };
    }
    pools.push(pool);
    before += heights[number];
  });
  let number = 0, at = 0;
  for (const pool of pools) {
    const from = Math.max(0, pool.sum / pool.weight);
    for (let each = 0; each < pool.size; each += 1, number += 1) {
      notes[number].style.insetBlockStart = `${Math.round(from + at)}px`;
      at += heights[number];
    }
    if (number === notes.length) list.style.blockSize = `${Math.round(from + at)}px`;
  }
}

let waiting = 0;
const placeSoon = () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => place());
};

function intoView(element, block = "nearest") {
  element?.scrollIntoView({ block, behavior: "instant" });
}

/** Light what the address names, and go there. */
function goTo(key) {
  const note = notes.find((each) => each.id === key);
  if (!note) return;
  pin(note);
  intoView(markOf(note) ?? note, "center");
}

page.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const note = event.target.closest(".note");
  const found = note ? [note] : text.contains(event.target) ? notesAt(event.target) : [];
  if (found.length || (pinned ? lit.size > 1 || !lit.has(pinned) : lit.size)) {
    light(found.length ? found : pinned ? [pinned] : []);
    if (found.length && !note && !pinned) place(found[0]);
  }
  for (const span of text.querySelectorAll(".who-lit")) span.classList.remove("who-lit");
  const who = event.target.closest('a[href^="/actors/"], .actors li');
  const listed = who?.matches("li") ? who : who && page.querySelector(`.actors a[href="${who.getAttribute("href")}"]`)?.closest("li");
  for (const span of listed ? places(listed) : []) span.classList.add("who-lit");
});

page.addEventListener("focusin", (event) => {
  const note = event.target.closest(".note");
  const raised = margin.classList.contains("raised");
  if (note && event.target.matches(":focus-visible")) { // what is pressed with a pointer must not move under it
    if (note !== pinned && !(raised && lit.has(note))) pin(note);
    if (event.target.matches("[data-step]") && !narrow.matches) intoView(markOf(note));
  }
  if (event.target.matches(".mark")) {
    for (const mark of text.querySelectorAll('.mark[tabindex="0"]')) mark.tabIndex = -1;
    event.target.tabIndex = 0;
    light(notesAt(event.target));
    if (lit.size) place(notesAt(event.target)[0]);
  }
});

page.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest(".close")) {
    const back = origin;
    pin(null);
    back?.focus({ preventScroll: true });
    return;
  }
  const inner = event.target.closest("a, button, summary, input, label, select");
  const note = event.target.closest(".note");
  if (note && !inner) {
    pin(note);
    intoView(markOf(note));
  } else if (inner?.matches('.note a[href^="#"]')) {
    const to = document.getElementById(inner.hash.slice(1));
    const other = to?.closest(".note");
    event.preventDefault();
    if (other) {
      pin(other);
      other.querySelector("[data-step]")?.focus();
    } else {
      raise(false);
      intoView(to, "center");
      to?.focus({ preventScroll: true });
    }
  } else if (text.contains(event.target) && (!inner || inner.matches(".mark")) && getSelection().isCollapsed) {
    const found = notesAt(event.target);
    if (!found.length) return void (pinned && !inner && pin(null)); // the note stands in another part of the margin
    if (inner) event.preventDefault();
    origin = inner ?? event.target.closest("[data-n]");
    pin(found[0], found.slice(1));
    found[0].querySelector("[data-step]")?.focus({ preventScroll: true });
    if (narrow.matches) {
      // what was tapped must not lie under the notes
      const under = origin?.getBoundingClientRect().bottom - margin.getBoundingClientRect().top;
      if (under > 0) scrollBy({ top: under + 24, behavior: "instant" });
    } else intoView(found[0]);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = document.activeElement;
  if (event.key === "Escape" && (pinned || lit.size) && !document.querySelector("dialog[open]")) {
    const back = origin ?? (focused?.closest(".note") && markOf(focused.closest(".note")));
    pin(null);
    if (margin.contains(focused)) (back?.matches?.("a") ? back : focused).focus({ preventScroll: true });
    if (margin.contains(document.activeElement)) document.activeElement.blur();
    light([]);
  }
  if (focused?.matches(".mark") && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    const marks = [...text.querySelectorAll(".mark")];
    const to = marks[marks.indexOf(focused) + (event.key === page.dataset.next ? 1 : -1)];
    event.preventDefault();
    to?.focus();
  }
});

// Filters act at once: the text and the notes are asked for again as they are to be.
const form = document.querySelector("#filters form");
let asking = null;
async function filter() {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = `${location.pathname}${chosen.size ? `?${chosen}` : ""}`;
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["text", "margin"]) document.getElementById(id).replaceWith(document.adoptNode(other.getElementById(id)));
    document.getElementById("filtered").textContent = other.getElementById("filtered").textContent;
    history.replaceState(null, "", address);
    take();
    place();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}
form.addEventListener("change", filter);
form.querySelector(".do a").addEventListener("click", (event) => {
  event.preventDefault();
  for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
  filter();
});

/** Go to what the address names, by `at` or after #. */
function begin() {
  place();
  if (pinned) intoView(markOf(pinned) ?? pinned, "center");
  else if (location.hash) goTo(location.hash.slice(1));
}

document.documentElement.classList.add("js");
take();
begin();
document.fonts.ready.then(() => { begin(); margin.classList.add("settled"); });
new ResizeObserver(placeSoon).observe(text);
page.addEventListener("toggle", placeSoon, true);
addEventListener("resize", placeSoon);
addEventListener("hashchange", () => goTo(location.hash.slice(1)));
