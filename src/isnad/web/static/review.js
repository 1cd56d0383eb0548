// Deciding by one key: a accepts, x rejects, e corrects, u takes back what has the focus, or what is lit.
const typing = (element) => element.closest("input, textarea, select") !== null;

function form() {
  const here = document.activeElement?.closest("[data-note]") ?? document.querySelector("[data-note].lit");
  return here?.querySelector("form.controls") ?? document.querySelector("form[data-keys]");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const button = form()?.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([hidden])`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// On a report a decision does not leave the page: it is sent, and what stands is told beside the item.
document.addEventListener("submit", async (event) => {
  const sent = event.target.closest("form.controls");
  if (!sent || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(sent, event.submitter));
  const said = sent.querySelector("[data-decision]");
  try {
    const answer = await fetch(sent.action, { method: "POST", body, headers: { accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error?.message ?? answer.statusText);
    const decision = told.standing?.decision ?? "";
    sent.elements.seen.value = told.seen;
    said.className = decision ? `decision decision-${decision}` : "decision";
    said.textContent = decision ? document.querySelector("[data-decisions]").dataset[decision] : "";
    sent.querySelector('[value="undone"]').hidden = !told.standing;
    sent.closest("[data-note]")?.classList.toggle("rejected", decision === "rejected");
  } catch (error) {
    said.className = "decision decision-rejected";
    said.textContent = error.message;
  }
});
