// The search works without this; it only saves a press of the button, and keeps addresses short.
const form = document.getElementById("find");
document.documentElement.classList.add("scripted");

const fields = () => [...form.elements].filter((each) => each.name);

// Fields that say nothing do not get into the address.
form.addEventListener("submit", () => {
  for (const field of fields()) if (field.value === "") field.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const field of fields()) field.disabled = false;
});

for (const select of document.querySelectorAll("[data-send]")) {
  select.addEventListener("change", () => {
    sessionStorage.setItem("focus", select.id);
    form.requestSubmit();
  });
}
const before = sessionStorage.getItem("focus");
if (before) {
  sessionStorage.removeItem("focus");
  document.getElementById(before)?.focus();
}

// The key to the filters: on a narrow window they are behind a link, and come first.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select") !== null;
  if (event.key !== "f" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const filters = document.getElementById("filters");
  if (filters.offsetParent === null) location.hash = "filters";
  [...filters.querySelectorAll("a, input")].find((each) => each.offsetParent !== null)?.focus();
}, { capture: true });
