/** What fingers, pens and mice do on one view: point, tap, stroke, and move or pinch a picture that is close. */

import type { Point } from "./direction";
import type { Lens } from "./lens";

/** How far beside a shape a finger still means it. */
export const FINGER_REACH_PX = 12;

const DRAG_PX = 6;
const CLICK_FOLLOWS_MS = 400;
const STROKE_STEP_PX = 6;
const WHEEL_STEP = 0.0025;

/** A point of the screen, and what lies uppermost there. */
export interface Place extends Point {
  readonly target: EventTarget | null;
}

/** What is told of them. Taps come as clicks, so that assistive technology can make them too. */
export interface Gestures {
  tap(place: Place, byFinger: boolean): void;
  /** The pointer is here; where it has left, over nothing. */
  hover(place: Place): void;
  /** What strokes paint with; without one, they move the picture. */
  readonly brush?: Brush;
}

export interface Brush {
  isHeld(): boolean;
  /** Whether a finger put down here means the body and not the page beside it. */
  reaches(place: Place): boolean;
  begins(): void;
  over(place: Place, byFinger: boolean): void;
  ends(isKept: boolean): void;
}

interface Touch extends Point {
  readonly startX: number;
  readonly startY: number;
}

/** Listens on the view for as long as it lives. */
export function listen(view: { readonly svg: SVGElement; readonly lens: Lens }, gestures: Gestures): void {
  const { svg, lens } = view;
  const { brush } = gestures;
  const touches = new Map<number, Touch>();
  let doing: "nothing" | "stroke" | "drag" | "pinch" = "nothing";
  let byFinger = false;
  let quietUntil = 0;

  // A stroke that begins on the body does not scroll the page; one that begins beside it does.
  if (brush) {
    svg.addEventListener(
      "touchstart",
      (event) => {
        const touch = event.changedTouches[0];
        if (touch && brush.isHeld() && brush.reaches({ ...at(touch), target: event.target })) event.preventDefault();
      },
      { passive: false },
    );
  }

  svg.addEventListener("pointerdown", (event) => {
    touches.set(event.pointerId, { ...at(event), startX: event.clientX, startY: event.clientY });
    byFinger = event.pointerType === "touch";
    if (touches.size === 2) {
      if (doing === "stroke") brush?.ends(false);
      doing = "pinch";
    } else if (touches.size === 1 && event.button === 0 && brush?.isHeld()) {
      if (event.pointerType !== "mouse" && !brush.reaches(placeOf(event))) return;
      doing = "stroke";
      hold(event);
      brush.begins();
      brush.over(placeOf(event), byFinger);
    }
  });

  svg.addEventListener("pointermove", (event) => {
    const before = touches.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") gestures.hover(placeOf(event));
      return;
    }
    const now = { ...before, ...at(event) };
    if (doing === "stroke") strokeAlong(before, now, event.target);
    else if (doing === "pinch") pinch(event.pointerId, before, now);
    else if (doing === "drag") drag(before, now);
    else if (lens.isZoomed && distance(now, { x: now.startX, y: now.startY }) > DRAG_PX) {
      doing = "drag";
      hold(event);
    }
    touches.set(event.pointerId, now);
  });

  const release = (event: PointerEvent): void => {
    if (!touches.delete(event.pointerId)) return;
    if (doing !== "nothing") quietUntil = event.timeStamp + CLICK_FOLLOWS_MS;
    if (doing === "stroke") brush?.ends(true);
    if (touches.size === 0 || doing === "stroke") doing = "nothing";
    else if (doing === "pinch") doing = "drag";
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") gestures.hover({ ...at(event), target: null });
    if (doing === "nothing") touches.delete(event.pointerId);
  });

  svg.addEventListener("click", (event) => {
    if (event.timeStamp < quietUntil) return;
    gestures.tap(placeOf(event), byFinger);
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

  /** All that lies between two points: a quick hand is only heard of now and then. */
  function strokeAlong(from: Point, to: Point, target: EventTarget | null): void {
    const steps = Math.max(1, Math.ceil(distance(from, to) / STROKE_STEP_PX));
    for (let step = 1; step <= steps; step += 1) {
      const part = step / steps;
      const between = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
      brush?.over({ ...between, target }, byFinger);
    }
  }

  function drag(from: Point, to: Point): void {
    const left = lens.drag(to.x - from.x, to.y - from.y);
    if (byFinger && Math.abs(left.y) >= 1) window.scrollBy(0, -left.y);
  }

  function pinch(id: number, from: Point, to: Point): void {
    const other = [...touches].find(([otherId]) => otherId !== id)?.[1];
    if (!other) return;
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    const apart = distance(from, other);
    if (apart > 0) lens.zoom(distance(to, other) / apart, middle, false);
    drag({ x: from.x / 2, y: from.y / 2 }, { x: to.x / 2, y: to.y / 2 });
  }

  function hold(event: PointerEvent): void {
    svg.setPointerCapture?.(event.pointerId);
  }
}

function placeOf(event: MouseEvent): Place {
  return { ...at(event), target: event.target };
}

function at(event: { readonly clientX: number; readonly clientY: number }): Point {
  return { x: event.clientX, y: event.clientY };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
