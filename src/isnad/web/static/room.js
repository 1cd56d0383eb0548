// What every page can do by keys: / to the search box, j and k through the items, f to the filters, ? for the keys.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

function step(by) {
  const ways = [...document.querySelectorAll(".item a.way, [data-step]")].filter((each) => each.offsetParent !== null);
  if (ways.length === 0) return;
  const at = ways.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : ways.length - 1) : Math.min(ways.length - 1, Math.max(0, at + by));
  ways[next].focus();
  ways[next].scrollIntoView({ block: "nearest" });
}

const keys = {
  "/": () => document.getElementById("q")?.select(),
  j: () => step(1),
  k: () => step(-1),
  f: () => {
    const filters = document.getElementById("filters");
    if (filters instanceof HTMLDetailsElement) filters.open = true;
    filters?.querySelector("summary, a, input, select, button")?.focus();
  },
  "?": () => document.getElementById("keys")?.showModal(),
};

// Single keys can be switched off, for whoever speaks to the machine or hits them unawares: then none gets through.
const kept = (() => {
  try {
    return window.localStorage;
  } catch {
    return null; // a browser that keeps nothing
  }
})();
const single = document.getElementById("keys-on");
single.checked = kept?.getItem("keys") !== "off";
single.addEventListener("change", () => kept?.setItem("keys", single.checked ? "on" : "off"));
window.addEventListener("keydown", (event) => {
  if (!single.checked && event.key.length === 1 && !typing(event.target)) event.stopImmediatePropagation();
}, { capture: true });

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// Whatever has data-copy copies the text of the element that it names.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(from.value ?? from.textContent);
  const said = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = said; }, 1500);
});
