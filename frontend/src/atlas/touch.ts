/** What fingers, pens and mice do on one view: point, tap, and move or pinch a picture that is close. */

import type { Point } from "../body-map/direction";
import type { View } from "./view";

const DRAG_PX = 6;
const FINGER_REACH_PX = 12;
const CLICK_FOLLOWS_MS = 400;
const WHEEL_STEP = 0.0025;

export interface Touched {
  /** A tap on these shapes, the uppermost first. */
  tap(view: View, keys: readonly string[]): void;
  hover(view: View, key: string | undefined, at: Point): void;
}

interface Finger extends Point {
  readonly startX: number;
  readonly startY: number;
}

/** Listens on the view for as long as it lives. */
export function listen(view: View, touched: Touched): void {
  const { svg, lens } = view;
  const fingers = new Map<number, Finger>();
  let isMoving = false;
  let byFinger = false;
  let quietUntil = 0;

  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, { ...at(event), startX: event.clientX, startY: event.clientY });
    byFinger = event.pointerType === "touch";
    if (fingers.size === 2) isMoving = true;
  });

  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") touched.hover(view, view.keyOf(event.target), at(event));
      return;
    }
    const now = { ...before, ...at(event) };
    if (fingers.size === 2) pinch(event.pointerId, before, now);
    else if (isMoving) drag(before, now);
    else if (lens.isZoomed && distance(now, { x: now.startX, y: now.startY }) > DRAG_PX) {
      isMoving = true;
      svg.setPointerCapture?.(event.pointerId);
    }
    fingers.set(event.pointerId, now);
  });

  const release = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (isMoving) quietUntil = event.timeStamp + CLICK_FOLLOWS_MS;
    if (fingers.size === 0) isMoving = false;
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") touched.hover(view, undefined, at(event));
    if (!isMoving) fingers.delete(event.pointerId);
  });

  svg.addEventListener("click", (event) => {
    if (event.timeStamp < quietUntil) return;
    touched.tap(view, view.keysAt(at(event), byFinger ? FINGER_REACH_PX : 0, event.target));
    byFinger = false;
  });

  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      lens.zoom(Math.exp(-event.deltaY * WHEEL_STEP * (event.deltaMode === 0 ? 1 : 20)), at(event), false);
    },
    { passive: false },
  );

  function drag(from: Point, to: Point): void {
    const left = lens.drag(to.x - from.x, to.y - from.y);
    if (byFinger && Math.abs(left.y) >= 1) window.scrollBy(0, -left.y);
  }

  function pinch(id: number, from: Point, to: Point): void {
    const other = [...fingers].find(([otherId]) => otherId !== id)?.[1];
    if (!other) return;
    const apart = distance(from, other);
    if (apart > 0) lens.zoom(distance(to, other) / apart, { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 }, false);
    drag({ x: from.x / 2, y: from.y / 2 }, { x: to.x / 2, y: to.y / 2 });
  }
}

function at(event: MouseEvent): Point {
  return { x: event.clientX, y: event.clientY };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
