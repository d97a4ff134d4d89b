/** Walks the body through time: a slider, steps, and a play button that never starts by itself. */

import { button, change, make, readJson, wantsLessMotion } from "./elements";

interface Told {
  readonly frames: readonly { readonly day: string; readonly label: string; readonly change: number }[];
  readonly changes: readonly { readonly marks: Readonly<Record<string, number>>; readonly lines: readonly string[] }[];
  readonly shown: number;
}

const SLOWEST_MS = 600;
const FASTEST_MS = 120;
const ALL_OF_IT_MS = 24_000;
/** Up to which strength each of the three patterns goes, as the server draws them. */
const PATTERNS = [3, 6, 10];
const PLAY = "Play";
const PAUSE = "Pause";

/**
 * The links to other days give way to buttons and a slider; the heading, the lines and the marks follow them. Where the
 * person wants less motion there is no play button.
 */
export function enhanceTimeLapse(root: HTMLElement): void {
  const told = readJson(root, "told") as Told | undefined;
  const nav = root.querySelector<HTMLElement>('[data-role="steps"]');
  const heading = root.querySelector('[data-role="day"]');
  const lines = root.querySelector('[data-role="lines"]');
  if (!told || told.frames.length < 2 || !nav || !heading || !lines) return;
  const last = told.frames.length - 1;
  const marks = [...root.querySelectorAll<SVGGElement>(".lapse-mark")];
  const slider = make("input", { type: "range", min: 0, max: last, step: 1, value: told.shown });
  const back = button({ class: "button" }, "Step back");
  const on = button({ class: "button" }, "Step on");
  const play = button({ class: "button" }, PLAY);
  let timer: number | undefined;

  const show = (place: number): void => {
    const frame = told.frames[place];
    const held = frame && told.changes[frame.change];
    if (!frame || !held) return;
    slider.value = String(place);
    slider.setAttribute("aria-valuetext", [frame.label, ...held.lines].join(". "));
    heading.textContent = frame.label;
    lines.replaceChildren(...held.lines.map((line) => make("li", {}, line)));
    for (const mark of marks) showStrength(mark, held.marks[mark.dataset["region"] ?? ""] ?? 0);
    change(back, { "aria-disabled": String(place === 0) });
    change(on, { "aria-disabled": String(place === last) });
  };
  const here = (): number => Number(slider.value);
  const pause = (): void => {
    window.clearInterval(timer);
    timer = undefined;
    play.textContent = PLAY;
  };
  const go = (place: number): void => {
    pause();
    show(Math.min(Math.max(place, 0), last));
  };
  const advance = (): void => {
    if (here() === last) pause();
    else show(here() + 1);
  };

  slider.addEventListener("input", () => go(here()));
  back.addEventListener("click", () => go(here() - 1));
  on.addEventListener("click", () => go(here() + 1));
  play.addEventListener("click", () => {
    if (timer !== undefined) {
      pause();
      return;
    }
    if (here() === last) show(0);
    play.textContent = PAUSE;
    timer = window.setInterval(advance, pace(last + 1));
  });
  nav.replaceChildren(
    make("label", { class: "lapse-slider" }, make("span", {}, "Day"), slider),
    back,
    ...(wantsLessMotion() ? [] : [play]),
    on,
  );
  show(told.shown);
}

/** How long each of so many steps is shown, in milliseconds. */
export function pace(steps: number): number {
  return Math.min(SLOWEST_MS, Math.max(FASTEST_MS, ALL_OF_IT_MS / steps));
}

function showStrength(mark: SVGGElement, strength: number): void {
  mark.dataset["strength"] = String(strength);
  if (strength === 0) return;
  const number = mark.querySelector("text");
  if (number) number.textContent = String(strength);
  const shape = mark.querySelector(".mark");
  if (!shape) return;
  shape.setAttribute("fill-opacity", (0.15 + 0.05 * strength).toFixed(2));
  const pattern = PATTERNS.findIndex((most) => strength <= most) + 1;
  const drawn = mark.closest("svg[data-patterns]")?.getAttribute("data-patterns") ?? "";
  shape.nextElementSibling?.setAttribute("fill", `url(#${drawn}-${pattern})`);
}
