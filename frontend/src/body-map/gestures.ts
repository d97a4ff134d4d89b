/** What fingers, pens and mice do on one picture. Taps come as clicks, so that assistive technology can make them too. */

import type { Point } from "./direction";
import type { Picture } from "./picture";
import type { Mode } from "./words";

const DRAG_PX = 6;
const FINGER_REACH_PX = 12;
const CLICK_FOLLOWS_MS = 400;
const STROKE_STEP_PX = 6;
const WHEEL_STEP = 0.0025;

/** What the map does with them. */
export interface Gestures {
  mode(): Mode;
  tap(picture: Picture, region: string, byFinger: boolean): void;
  strokeBegins(): void;
  strokeOver(picture: Picture, region: string, at: Point, byFinger: boolean): void;
  strokeEnds(kept: boolean): void;
  hover(picture: Picture, region: string | undefined, at: Point): void;
}

interface Touch extends Point {
  readonly startX: number;
  readonly startY: number;
}

/** Listens on the picture for as long as it lives. */
export function listen(picture: Picture, gestures: Gestures): void {
  const { svg, lens } = picture;
  const touches = new Map<number, Touch>();
  let doing: "nothing" | "stroke" | "drag" | "pinch" = "nothing";
  let byFinger = false;
  let quietUntil = 0;

  // A stroke that begins on the body does not scroll the page; one that begins beside it does.
  svg.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.changedTouches[0];
      if (touch && gestures.mode() !== "tap" && isOnBody(at(touch), event.target)) event.preventDefault();
    },
    { passive: false },
  );

  svg.addEventListener("pointerdown", (event) => {
    touches.set(event.pointerId, { x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY });
    byFinger = event.pointerType === "touch";
    const mayPaint = event.pointerType === "mouse" || isOnBody(at(event), event.target);
    if (touches.size === 2) {
      if (doing === "stroke") gestures.strokeEnds(false);
      doing = "pinch";
    } else if (touches.size === 1 && gestures.mode() !== "tap" && event.button === 0 && mayPaint) {
      doing = "stroke";
      hold(event);
      gestures.strokeBegins();
      strokeTo(at(event), event.target);
    }
  });

  svg.addEventListener("pointermove", (event) => {
    const before = touches.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") gestures.hover(picture, picture.regionOf(event.target), at(event));
      return;
    }
    const now = { ...before, x: event.clientX, y: event.clientY };
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
    if (doing === "stroke") gestures.strokeEnds(true);
    if (touches.size === 0 || doing === "stroke") doing = "nothing";
    else if (doing === "pinch") doing = "drag";
  };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") gestures.hover(picture, undefined, at(event));
    if (doing === "nothing") touches.delete(event.pointerId);
  });

  svg.addEventListener("click", (event) => {
    if (event.timeStamp < quietUntil) return;
    const region = picture.regionOf(event.target) ?? reached(event, byFinger ? FINGER_REACH_PX : 0);
    if (region !== undefined) gestures.tap(picture, region, byFinger);
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
      strokeTo({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }, target);
    }
  }

  function strokeTo(point: Point, target: EventTarget | null): void {
    const region = picture.regionAt(point, 0, target);
    if (region !== undefined) gestures.strokeOver(picture, region, point, byFinger);
  }

  function isOnBody(point: Point, target: EventTarget | null): boolean {
    return picture.regionAt(point, FINGER_REACH_PX, target) !== undefined;
  }

  function reached(event: MouseEvent, reach: number): string | undefined {
    return picture.regionAt(at(event), reach, event.target);
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

function at(event: { readonly clientX: number; readonly clientY: number }): Point {
  return { x: event.clientX, y: event.clientY };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
