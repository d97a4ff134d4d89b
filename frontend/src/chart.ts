/** Lets a person read the forecast day by day, with a pointer, a finger or the keyboard. */

import { change, draw, make } from "./elements";

/**
 * A slider under the chart walks its `g[data-day][data-label]` groups. A line in the chart shows where it stands, and the
 * group's own words stand beside the slider. Moving a pointer over the chart moves the slider.
 */
export function enhanceChart(root: HTMLElement): void {
  const svg = root.querySelector("svg");
  const days = [...root.querySelectorAll<SVGGElement>("g[data-day][data-label]")];
  const last = days.length - 1;
  if (!svg || last < 1) return;

  const start = days.findIndex((day) => day.hasAttribute("data-today"));
  const slider = make("input", { type: "range", min: 0, max: last, step: 1, value: Math.max(start, 0) });
  const label = make("label", { class: "chart-reader" }, make("span", {}, "Read it day by day"), slider);
  const reading = make("p", { class: "chart-reading", "aria-hidden": "true" });
  const line = draw("line", { class: "chart-cursor", "aria-hidden": "true", visibility: "hidden" });
  svg.append(line);

  const show = (): void => {
    const day = days[Number(slider.value)];
    if (!day) return;
    const said = day.dataset["label"] ?? "";
    reading.textContent = said;
    slider.setAttribute("aria-valuetext", said);
    for (const other of days) other.classList.toggle("is-read", other === day);
    const x = placeOf(day);
    const { y, height } = svg.viewBox.baseVal ?? { y: 0, height: 0 };
    const top = Number(root.dataset["top"] ?? y);
    const bottom = Number(root.dataset["bottom"] ?? y + height);
    change(line, { x1: x, x2: x, y1: top, y2: bottom, visibility: "visible" });
  };

  slider.addEventListener("input", show);
  svg.addEventListener("pointermove", (event) => {
    const matrix = svg.getScreenCTM();
    if (!matrix) return;
    const x = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()).x;
    slider.value = String(nearestDay(days.map(placeOf), x));
    show();
  });
  svg.after(label, reading);
  if (start >= 0) show();
}

/** The number of the place nearest to `x`. */
export function nearestDay(places: readonly number[], x: number): number {
  let best = 0;
  places.forEach((place, number) => {
    if (Math.abs(place - x) < Math.abs((places[best] ?? 0) - x)) best = number;
  });
  return best;
}

function placeOf(day: SVGGElement): number {
  if (day.dataset["x"] !== undefined) return Number(day.dataset["x"]);
  const box = day.getBBox();
  return box.x + box.width / 2;
}
