/** Which region lies in the direction of an arrow key. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Direction = "left" | "right" | "up" | "down";

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

const SIDEWAYS_COSTS = 2;

/** The direction of a key, or undefined for any other key. */
export function directionOf(key: string): Direction | undefined {
  return ARROWS[key];
}

/**
 * The candidate nearest to `from` in that direction. What lies off to the side counts as farther away, and what lies more
 * to the side than ahead only counts where there is nothing better.
 */
export function nearest(from: Point, candidates: ReadonlyMap<string, Point>, direction: Direction): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const [id, at] of candidates) {
    const { ahead, aside } = offsets(from, at, direction);
    if (ahead < 0.5) continue;
    const detour = aside > ahead ? 1_000 : 0;
    const cost = ahead + SIDEWAYS_COSTS * aside + detour;
    if (cost < least) {
      least = cost;
      best = id;
    }
  }
  return best;
}

function offsets(from: Point, to: Point, direction: Direction): { ahead: number; aside: number } {
  const right = to.x - from.x;
  const down = to.y - from.y;
  switch (direction) {
    case "left":
      return { ahead: -right, aside: Math.abs(down) };
    case "right":
      return { ahead: right, aside: Math.abs(down) };
    case "up":
      return { ahead: -down, aside: Math.abs(right) };
    case "down":
      return { ahead: down, aside: Math.abs(right) };
  }
}
