/** From where the body is looked at. Pure: every change gives a new view. */

export const CLOSEST = 9;
/** How far one may look from above or below, in radians. */
const STEEPEST = 1.35;

/** Angles in radians: `turn` 0 from the front, positive towards the person's left; `tilt` positive from above. */
export interface View {
  readonly turn: number;
  readonly tilt: number;
  /** 1 shows the whole body. */
  readonly zoom: number;
  /** What is in the middle, in metres. */
  readonly middle: readonly [number, number, number];
}

/** The box around the body, in metres. */
export interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

export const SIDES = { front: 0, back: Math.PI, left: Math.PI / 2, right: -Math.PI / 2 } as const;
export type Side = keyof typeof SIDES;

/** The whole body from the front. */
export function start(box: Box): View {
  return { turn: 0, tilt: 0, zoom: 1, middle: [0, (box.low[1] + box.high[1]) / 2, (box.low[2] + box.high[2]) / 2] };
}

/** Turned and tilted by so many radians. */
export function turned(view: View, turn: number, tilt: number): View {
  return { ...view, turn: wrapped(view.turn + turn), tilt: clamped(view.tilt + tilt, -STEEPEST, STEEPEST) };
}

/** Nearer by a factor. At the widest the whole body is in the middle again. */
export function zoomed(view: View, by: number, box: Box): View {
  const zoom = clamped(view.zoom * by, 1, CLOSEST);
  return zoom === 1 ? { ...view, zoom, middle: start(box).middle } : { ...view, zoom };
}

/** The middle moved by so many metres to the right and up as it is seen. */
export function moved(view: View, right: number, up: number, box: Box): View {
  const { right: across, up: upward } = axes(view);
  const middle = view.middle.map((value, axis) =>
    clamped(
      value + right * (across[axis] ?? 0) + up * (upward[axis] ?? 0),
      box.low[axis] ?? value,
      box.high[axis] ?? value,
    ),
  );
  return { ...view, middle: [middle[0] ?? 0, middle[1] ?? 0, middle[2] ?? 0] };
}

/** The same view with something else in the middle, as far as that lies in the box. */
export function centred(view: View, at: readonly [number, number, number], box: Box): View {
  return moved({ ...view, middle: at }, 0, 0, box);
}

/** Whether what is seen best from `turn` is seen from here as well. */
export function sees(view: View, turn: number): boolean {
  return Math.cos(view.turn - turn) > 0.4;
}

/** The same place from a side. */
export function seenFrom(view: View, side: Side): View {
  return { ...view, turn: SIDES[side], tilt: 0 };
}

/** The way from one view to another, share 0 to 1, around the nearer side. */
export function between(from: View, to: View, share: number): View {
  const mix = (one: number, other: number): number => one + (other - one) * share;
  return {
    turn: wrapped(from.turn + wrapped(to.turn - from.turn) * share),
    tilt: mix(from.tilt, to.tilt),
    zoom: mix(from.zoom, to.zoom),
    middle: [
      mix(from.middle[0], to.middle[0]),
      mix(from.middle[1], to.middle[1]),
      mix(from.middle[2], to.middle[2]),
    ],
  };
}

/** The directions that point right, up and towards the viewer. */
export function axes(view: View): Record<"right" | "up" | "towards", readonly [number, number, number]> {
  const [sine, cosine, high, flat] = [Math.sin(view.turn), Math.cos(view.turn), Math.sin(view.tilt), Math.cos(view.tilt)];
  return {
    right: [cosine, 0, -sine],
    up: [-sine * high, flat, -cosine * high],
    towards: [sine * flat, high, cosine * flat],
  };
}

/** The side that is nearest to how the body is seen now. */
export function nearestSide(view: View): Side {
  const sides = Object.keys(SIDES) as Side[];
  return sides.reduce((best, side) =>
    Math.abs(wrapped(view.turn - SIDES[side])) < Math.abs(wrapped(view.turn - SIDES[best])) ? side : best,
  );
}

function wrapped(angle: number): number {
  const turns = Math.round(angle / (2 * Math.PI));
  return angle - turns * 2 * Math.PI;
}

function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
