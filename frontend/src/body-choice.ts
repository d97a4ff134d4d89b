/** Which body and skin tone the drawings show: a tone is shown at once and kept in the background. */

import { change } from "./elements";

const TONE = /^tone-[1-6]$/;

/** A press of a tone inside `root` recolours every drawing of the page; a body needs new drawings, so its form is sent. */
export function enhanceBodyChoice(root: HTMLElement): void {
  const tones = [...root.querySelectorAll<HTMLButtonElement>('button[name="tone"]')];
  for (const tone of tones) {
    tone.addEventListener("click", (event) => {
      event.preventDefault();
      for (const each of tones) change(each, { "aria-pressed": String(each === tone) });
      wear(tone.value);
      void keep(root, tone);
    });
  }
}

function wear(tone: string): void {
  const { classList } = document.documentElement;
  for (const worn of [...classList].filter((name) => TONE.test(name))) classList.remove(worn);
  classList.add(tone.replace("_", "-"));
}

async function keep(root: HTMLElement, tone: HTMLButtonElement): Promise<void> {
  const to = root.dataset["to"];
  const token = tone.form?.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value;
  if (!to || !token) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, tone: tone.value });
  await fetch(to, { method: "POST", body }).catch(() => undefined);
}
