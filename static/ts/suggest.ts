// Suggests what to search for while one types: a combobox as WAI-ARIA has it,
// and a live region, since not every screen reader follows
// aria-activedescendant. Enter searches for the words that were typed, unless
// one has chosen among the suggestions with the arrow keys.
const pause = 120; // milliseconds that one has stopped typing
const sayPause = 600; // … before it is said aloud how many there are
const shortest = 2; // letters

interface Suggestion {
  text: string;
  url: string;
}

export function suggest(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
    const input = form.querySelector<HTMLInputElement>("input[type=search]");
    if (input) offer(form, input);
  }
}

function offer(form: HTMLFormElement, input: HTMLInputElement): void {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label ?? "");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "ds-sr-only";
  said.setAttribute("role", "status");
  form.append(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let active = -1;
  let asking: AbortController | undefined;
  let timer = 0;
  let sayTimer = 0;

  const options = () => [...list.children] as HTMLElement[];
  const mark = (at: number) => {
    active = at;
    options().forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      const chosen = options()[at]!;
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    asking?.abort();
    clearTimeout(timer);
    clearTimeout(sayTimer);
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const show = (found: Suggestion[]) => {
    list.replaceChildren(
      ...found.map(({ text, url }, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.className = "suggestions__one";
        option.setAttribute("role", "option");
        option.dataset.url = url;
        option.textContent = text;
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
    clearTimeout(sayTimer);
    sayTimer = window.setTimeout(() => (said.textContent = words(form, found.length)), sayPause);
  };
  const ask = async () => {
    asking?.abort();
    const typed = input.value.trim();
    if (typed.length < shortest) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (!answer.ok) return close();
      const found = (await answer.json()) as Suggestion[];
      if (document.activeElement === input) show(found);
    } catch {
      // A newer question has cancelled this one, or there is no connection:
      // what was typed can still be searched for.
    }
  };
  const choose = (option: HTMLElement | undefined) => {
    const url = option?.dataset.url;
    if (url) location.assign(url);
  };

  // A phone's keyboard composes each word: the event of the text is what counts,
  // not that of the keys.
  input.addEventListener("input", () => {
    asking?.abort();
    clearTimeout(timer);
    timer = window.setTimeout(ask, pause);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const count = list.children.length;
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        mark(active + 1 < count ? active + 1 : -1);
        break;
      case "ArrowUp":
        event.preventDefault();
        mark(active < 0 ? count - 1 : active - 1);
        break;
      case "Enter":
        if (active < 0) return;
        event.preventDefault();
        choose(options()[active]);
        break;
      case "Escape":
        event.preventDefault();
        close();
        break;
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => choose((event.target as HTMLElement).closest<HTMLElement>("[role=option]") ?? undefined));
  input.addEventListener("blur", close);
  // Some keyboards send the form as well: what was chosen is what counts.
  form.addEventListener("submit", (event) => {
    if (active < 0) return close();
    event.preventDefault();
    choose(options()[active]);
  });
  window.addEventListener("pageshow", close);
}

function words(form: HTMLFormElement, count: number): string {
  const { none, one, many } = form.dataset;
  if (count === 0) return none ?? "";
  return count === 1 ? (one ?? "") : (many ?? "").replace("#", String(count));
}
