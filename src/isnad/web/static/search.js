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

// On a narrow window the filters come when they are asked for by their key, too.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select") !== null;
  if (event.key === "f" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const filters = document.getElementById("filters");
    if (filters.offsetParent === null) location.hash = "filters";
  }
}, { capture: true });
