// Lets one give the place where one stands beside the words. The position is
// only asked for when the button is pressed.
export function locate(): void {
  if (!("geolocation" in navigator)) return;
  for (const box of document.querySelectorAll<HTMLElement>("[data-locate]")) offer(box);
}

function offer(box: HTMLElement): void {
  const place = box.parentElement;
  const lat = place?.querySelector<HTMLInputElement>("[data-lat]");
  const lon = place?.querySelector<HTMLInputElement>("[data-lon]");
  const have = place?.querySelector<HTMLElement>("[data-point]");
  const find = box.querySelector<HTMLButtonElement>("[data-locate-find]");
  const forget = box.querySelector<HTMLButtonElement>("[data-locate-forget]");
  const said = box.querySelector<HTMLElement>("[data-locate-said]");
  if (!lat || !lon || !have || !find || !forget || !said) return;

  const set = (point: GeolocationCoordinates | null) => {
    lat.value = point ? point.latitude.toFixed(5) : ""; // a metre
    lon.value = point ? point.longitude.toFixed(5) : "";
    have.hidden = forget.hidden = !point;
    find.hidden = !!point;
  };
  find.addEventListener("click", () => {
    said.textContent = box.dataset.busy ?? "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set(coords);
        said.textContent = have.textContent;
        forget.focus();
      },
      () => (said.textContent = box.dataset.failed ?? ""),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
  forget.addEventListener("click", () => {
    set(null);
    said.textContent = "";
    find.focus();
  });
  forget.hidden = have.hidden;
  find.hidden = !have.hidden;
  box.hidden = false;
}
