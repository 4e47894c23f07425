// Counts down the characters that are left of a long text. It says so aloud
// only when one has stopped typing, and only near the end.
const pause = 1000; // milliseconds

export function counters(): void {
  for (const shown of document.querySelectorAll<HTMLElement>("[data-counter-for]")) {
    const input = document.getElementById(shown.dataset.counterFor ?? "");
    if (input instanceof HTMLTextAreaElement) count(input, shown);
  }
}

function count(input: HTMLTextAreaElement, shown: HTMLElement): void {
  const limit = Number(shown.dataset.limit);
  const said = document.createElement("p");
  said.className = "ds-sr-only";
  said.setAttribute("role", "status");
  shown.after(said);
  let timer = 0;

  const update = () => {
    // Characters as people and the server count them, with one for a line break.
    const left = limit - [...input.value].length;
    const text = (left < 0 ? shown.dataset.over : shown.dataset.left) ?? "";
    shown.textContent = text.replace("#", Math.abs(left).toLocaleString(document.documentElement.lang));
    shown.toggleAttribute("data-is-over", left < 0);
    clearTimeout(timer);
    if (left < limit / 10) {
      timer = window.setTimeout(() => (said.textContent = shown.textContent), pause);
    }
  };
  input.addEventListener("input", update);
  update();
}
