/** Looks closer step by step: the drawing that belongs to what is being read is shown, and grows out of the one before. */

import { wantsLessMotion } from "./elements";

/** How far down the window what is read stands, as a share of its height. */
const READ_AT = 0.45;

/**
 * Each `.zoom-step` has its head, its figure and more. The step whose head came last to where one reads is the one shown: the
 * figures of the steps before and after it are marked so, the way to it in the list is the current one, and its
 * `data-now` is said. Left and Right go a step back and on; what gets the focus in a figure out of sight brings its step.
 */
export function enhanceZoomIn(root: HTMLElement): void {
  const steps = [...root.querySelectorAll<HTMLElement>(".zoom-step")].map((step) => ({
    step,
    head: step.querySelector<HTMLElement>(".zoom-head") ?? step,
    figure: step.querySelector<HTMLElement>(".zoom-figure") ?? step,
  }));
  const ways = [...root.querySelectorAll<HTMLAnchorElement>(".zoom-ways a")];
  const now = root.querySelector<HTMLElement>('[data-role="now"]');
  if (steps.length < 2) return;
  let shown = -1;

  const show = (place: number): void => {
    if (place === shown) return;
    const first = shown < 0;
    shown = place;
    steps.forEach(({ figure }, other) => {
      figure.classList.toggle("is-past", other < place);
      figure.classList.toggle("is-next", other > place);
    });
    ways.forEach((way, other) => {
      if (other === place) way.setAttribute("aria-current", "step");
      else way.removeAttribute("aria-current");
    });
    if (first) return;
    root.dataset["moving"] = "";
    if (now) now.textContent = steps[place]?.step.dataset["now"] ?? "";
  };

  const follow = (): void => show(placeRead(steps.map(({ head }) => head.getBoundingClientRect().top), innerHeight * READ_AT));

  const goTo = (place: number): void => {
    const head = steps[place]?.head;
    if (!head) return;
    head.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    head.scrollIntoView({ behavior: wantsLessMotion() ? "auto" : "smooth", block: "start" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step || !steps[shown + step]) return;
    event.preventDefault();
    goTo(shown + step);
  });
  steps.forEach(({ head, figure }, place) => {
    figure.addEventListener("focusin", () => {
      if (getComputedStyle(figure).pointerEvents !== "none") return;
      head.scrollIntoView({ block: "start" });
      show(place);
    });
  });
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow, { passive: true });
  root.dataset["live"] = "";
  follow();
}

/** The number of the last of these tops that stands above `line`, or the first. */
export function placeRead(tops: readonly number[], line: number): number {
  return Math.max(tops.filter((top) => top <= line).length - 1, 0);
}

/** Whether the arrow keys belong to what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=checkbox]), select, textarea, .table-scroll");
}
