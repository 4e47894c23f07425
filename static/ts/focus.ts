// The error summary gets the focus when the page comes, so that it is read out
// and the next Tab leads to its first link. The autofocus attribute does it in
// most browsers, before the first frame; this does it in the others.
export function focus(): void {
  const summary = document.querySelector<HTMLElement>("[data-focus]");
  requestAnimationFrame(() => {
    if (document.activeElement !== summary) summary?.focus();
  });
}
