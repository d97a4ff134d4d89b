/** What fingers, the mouse and keys do to the view of the body. */

const DRAG_PX = 6;
const RADIANS_PER_PX = 0.011;
const RADIANS_PER_KEY = Math.PI / 12;
const PIXELS_PER_KEY = 60;
const PIXELS_PER_PAGE = 150;
const ZOOM_PER_KEY = 1.25;
const WHEEL_STEP = 0.0025;

/** What the viewer does with them. Lengths are pixels of the page, places from -1 to 1 to the right and up. */
export interface Hands {
  isNear(): boolean;
  turn(turn: number, tilt: number): void;
  move(right: number, up: number): void;
  zoom(by: number, right: number, up: number): void;
  step(by: number): void;
  reset(): void;
  tap(right: number, up: number): void;
  hover(right: number, up: number): void;
  leave(): void;
}

interface Touch {
  readonly x: number;
  readonly y: number;
  readonly startX: number;
  readonly startY: number;
}

/** Listens on the canvas until `until` says so. */
export function listen(canvas: HTMLCanvasElement, hands: Hands, until: AbortSignal): void {
  const touches = new Map<number, Touch>();
  let dragged = false;
  const options = { signal: until };

  const placeOf = (x: number, y: number): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((x - box.left) / box.width) * 2 - 1, 1 - ((y - box.top) / box.height) * 2];
  };

  canvas.addEventListener(
    "pointerdown",
    (event) => {
      touches.set(event.pointerId, { x: event.clientX, y: event.clientY, startX: event.clientX, startY: event.clientY });
      dragged = touches.size > 1;
      canvas.setPointerCapture?.(event.pointerId);
    },
    options,
  );

  canvas.addEventListener(
    "pointermove",
    (event) => {
      const before = touches.get(event.pointerId);
      if (!before) {
        if (event.pointerType !== "touch") hands.hover(...placeOf(event.clientX, event.clientY));
        return;
      }
      const now = { ...before, x: event.clientX, y: event.clientY };
      const [dx, dy] = [now.x - before.x, now.y - before.y];
      if (touches.size > 1) pinch(event.pointerId, before, now);
      else if (dragged || Math.hypot(now.x - now.startX, now.y - now.startY) > DRAG_PX) {
        dragged = true;
        const byFinger = event.pointerType === "touch";
        if (event.shiftKey || (event.buttons & 6) > 0) hands.move(-dx, dy);
        else if (!byFinger) hands.turn(-dx * RADIANS_PER_PX, dy * RADIANS_PER_PX);
        else {
          hands.turn(-dx * RADIANS_PER_PX, 0);
          if (hands.isNear()) hands.move(0, dy);
        }
      }
      touches.set(event.pointerId, now);
    },
    options,
  );

  const release = (event: PointerEvent): void => {
    const touch = touches.get(event.pointerId);
    touches.delete(event.pointerId);
    if (touch && !dragged && event.type === "pointerup" && event.button === 0) {
      hands.tap(...placeOf(touch.startX, touch.startY));
    }
  };
  canvas.addEventListener("pointerup", release, options);
  canvas.addEventListener("pointercancel", release, options);
  canvas.addEventListener("pointerleave", () => hands.leave(), options);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault(), options);

  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const by = Math.exp(-event.deltaY * WHEEL_STEP * (event.deltaMode === 0 ? 1 : 20));
      hands.zoom(by, ...placeOf(event.clientX, event.clientY));
    },
    { ...options, passive: false },
  );

  canvas.addEventListener(
    "keydown",
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const act = event.shiftKey ? (MOVES[event.key] ?? KEYS[event.key]) : KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      act(hands);
    },
    options,
  );

  function pinch(id: number, from: Touch, to: Touch): void {
    const other = [...touches].find(([otherId]) => otherId !== id)?.[1];
    if (!other) return;
    const apart = Math.hypot(from.x - other.x, from.y - other.y);
    const middle = placeOf((to.x + other.x) / 2, (to.y + other.y) / 2);
    if (apart > 0) hands.zoom(Math.hypot(to.x - other.x, to.y - other.y) / apart, ...middle);
    hands.move(-(to.x - from.x) / 2, (to.y - from.y) / 2);
  }
}

type Act = (hands: Hands) => void;

const MOVES: Readonly<Record<string, Act>> = {
  ArrowLeft: (hands) => hands.move(-PIXELS_PER_KEY, 0),
  ArrowRight: (hands) => hands.move(PIXELS_PER_KEY, 0),
  ArrowUp: (hands) => hands.move(0, PIXELS_PER_KEY),
  ArrowDown: (hands) => hands.move(0, -PIXELS_PER_KEY),
};

const KEYS: Readonly<Record<string, Act>> = {
  ArrowLeft: (hands) => hands.turn(-RADIANS_PER_KEY, 0),
  ArrowRight: (hands) => hands.turn(RADIANS_PER_KEY, 0),
  ArrowUp: (hands) => hands.turn(0, RADIANS_PER_KEY),
  ArrowDown: (hands) => hands.turn(0, -RADIANS_PER_KEY),
  PageUp: (hands) => hands.move(0, PIXELS_PER_PAGE),
  PageDown: (hands) => hands.move(0, -PIXELS_PER_PAGE),
  "+": (hands) => hands.step(ZOOM_PER_KEY),
  "=": (hands) => hands.step(ZOOM_PER_KEY),
  "-": (hands) => hands.step(1 / ZOOM_PER_KEY),
  _: (hands) => hands.step(1 / ZOOM_PER_KEY),
  Home: (hands) => hands.reset(),
  Enter: (hands) => hands.tap(0, 0),
  " ": (hands) => hands.tap(0, 0),
};
