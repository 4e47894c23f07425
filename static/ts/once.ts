// Keeps an impatient double click from sending a form twice. The server makes
// the same case of both anyway.
export function once(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-once]")) {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
    });
    window.addEventListener("pageshow", () => (sent = false)); // one came back
  }
}
