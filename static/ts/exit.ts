// Leaves a page about a crisis in a hurry. The page that one leaves to takes
// its place, so that the browser's Back leads to what was before. Without this
// the link still leads away.
export function exit(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-exit]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.body.hidden = true; // at once, however slow the other page is
      document.title = "";
      location.replace(link.href);
    });
  }
}
