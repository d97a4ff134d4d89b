import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { enhanceTimeLapse, pace } from "../src/time-lapse";

const TOLD = {
  frames: [
    { day: "2026-11-10", label: "Tuesday, 10 November", change: 0 },
    { day: "2026-11-11", label: "Wednesday, 11 November", change: 0 },
    { day: "2026-11-12", label: "Thursday, 12 November", change: 1 },
  ],
  changes: [
    { marks: { neck_l: 4 }, lines: ["Neck, left 4"] },
    { marks: { calf_r: 9 }, lines: ["Calf, right 9"] },
  ],
  shown: 2,
};

function page(): HTMLElement {
  document.body.innerHTML = `<div>
    <script type="application/json" data-role="told">${JSON.stringify(TOLD)}</script>
    <h2 data-role="day">Thursday, 12 November</h2><ul data-role="lines"></ul>
    <svg data-patterns="lapse-back">
      <g class="lapse-mark" data-region="neck_l" data-strength="0"><path class="mark"/><path fill="url(#lapse-back-1)"/></g>
      <g class="lapse-mark" data-region="calf_r" data-strength="9"><text>9</text></g>
    </svg>
    <nav data-role="steps"><a href="?day=2026-11-11">The day before</a></nav>
  </div>`;
  return document.body.firstElementChild as HTMLElement;
}

const named = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll("button")].find((each) => each.textContent === name);
const day = (): string | null | undefined => document.querySelector('[data-role="day"]')?.textContent;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a step back shows the day before with its marks and words", () => {
  enhanceTimeLapse(page());
  named("Step back")?.click();
  expect(day()).toBe("Wednesday, 11 November");
  expect(document.querySelector('[data-role="lines"]')?.textContent).toBe("Neck, left 4");
  const [neck, calf] = [...document.querySelectorAll<SVGGElement>(".lapse-mark")];
  expect(neck?.dataset["strength"]).toBe("4");
  expect(neck?.querySelector("path:last-child")?.getAttribute("fill")).toBe("url(#lapse-back-2)");
  expect(calf?.dataset["strength"]).toBe("0");
  expect(document.querySelector("input")?.getAttribute("aria-valuetext")).toBe("Wednesday, 11 November. Neck, left 4");
});

test("nothing plays by itself, and playing ends at the last day", () => {
  enhanceTimeLapse(page());
  vi.advanceTimersByTime(10_000);
  expect(day()).toBe("Thursday, 12 November");
  named("Play")?.click();
  expect(day()).toBe("Tuesday, 10 November");
  expect(named("Pause")).toBeDefined();
  vi.advanceTimersByTime(10_000);
  expect(day()).toBe("Thursday, 12 November");
  expect(named("Play")).toBeDefined();
});

test("the slider stops what plays", () => {
  enhanceTimeLapse(page());
  named("Play")?.click();
  const slider = document.querySelector("input") as HTMLInputElement;
  slider.value = "1";
  slider.dispatchEvent(new Event("input"));
  vi.advanceTimersByTime(10_000);
  expect(day()).toBe("Wednesday, 11 November");
});

test("whoever wants less motion gets steps and a slider, and nothing that plays", () => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  enhanceTimeLapse(page());
  expect(named("Play")).toBeUndefined();
  expect(named("Step on")).toBeDefined();
});

test("two years go by in well under half a minute, and a week not in a blink", () => {
  expect(pace(110) * 110).toBeLessThanOrEqual(24_000);
  expect(pace(7)).toBe(600);
});
