import { describe, expect, test } from "vitest";

import { directionOf, nearest } from "../src/body-map/direction";

const places = new Map([
  ["straight above", { x: 0, y: -50 }],
  ["above to the side", { x: 30, y: -40 }],
  ["right", { x: 40, y: 5 }],
  ["far right", { x: 90, y: 0 }],
  ["below", { x: 2, y: 10 }],
]);
const here = { x: 0, y: 0 };

describe("arrow keys", () => {
  test("lead to the nearest place ahead", () => {
    expect(nearest(here, places, "right")).toBe("right");
    expect(nearest(here, places, "down")).toBe("below");
  });

  test("prefer what is straight ahead to what is nearer but off to the side", () => {
    expect(nearest(here, places, "up")).toBe("straight above");
  });

  test("lead nowhere when nothing lies that way", () => {
    expect(nearest(here, places, "left")).toBeUndefined();
  });

  test("reach what is mostly to the side when nothing else is ahead", () => {
    expect(nearest(here, new Map([["aslant", { x: 80, y: 20 }]]), "down")).toBe("aslant");
  });

  test("are the only keys with a direction", () => {
    expect(directionOf("ArrowUp")).toBe("up");
    expect(directionOf("Enter")).toBeUndefined();
  });
});
