/** Light, dark or as the system says: shown at once, kept by the form's own save. */

/** A choice named `light`, `dark` or `system` inside `root` changes the page as soon as it is made. */
export function enhanceAppearance(root: HTMLElement): void {
  const apply = (target: EventTarget | null): void => {
    if (target instanceof HTMLInputElement || target instanceof HTMLButtonElement) show(target.value);
    else if (target instanceof HTMLSelectElement) show(target.value);
  };
  root.addEventListener("change", (event) => apply(event.target));
  root.addEventListener("click", (event) => {
    if (event.target instanceof Element) apply(event.target.closest("button"));
  });
}

function show(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  else if (theme === "system") delete document.documentElement.dataset["theme"];
}
