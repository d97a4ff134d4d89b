/** Says beside a slider where it stands. */

import { readJson } from "./elements";

/**
 * The `output` inside `root` follows its range input. Words for the values may stand in a JSON block with the role
 * `words`: they are what a screen reader hears.
 */
export function enhanceSlider(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>('input[type="range"]');
  const output = root.querySelector("output");
  if (!input) return;
  const words = (readJson(root, "words") ?? {}) as Record<string, string>;
  const echo = (): void => {
    const said = words[input.value] ?? input.value;
    if (output) output.value = said;
    input.setAttribute("aria-valuetext", said);
  };
  input.addEventListener("input", echo);
  echo();
}
