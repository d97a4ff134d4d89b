import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceSolid } from "../src/solid";
import { type Hands, listen } from "../src/solid/gestures";
import { CLOSEST, SIDES, axes, between, centred, moved, nearestSide, seenFrom, sees, start, turned, zoomed } from "../src/solid/orbit";
import * as words from "../src/solid/words";

const box = { low: [-0.6, 0, -0.2], high: [0.6, 1.7, 0.2] } as const;

describe("the view", () => {
  const whole = start(box);

  test("begins in front of the whole body", () => {
    expect(nearestSide(whole)).toBe("front");
    expect(whole.middle[1]).toBeCloseTo(0.85);
    expect(axes(whole).towards[2]).toBeCloseTo(1);
  });

  test("turning goes all around and tilting stops before the top", () => {
    let view = whole;
    for (let step = 0; step < 24; step += 1) view = turned(view, Math.PI / 12, 1);
    expect(Math.cos(view.turn)).toBeCloseTo(1);
    expect(view.tilt).toBeLessThan(Math.PI / 2);
  });

  test("from the person's left the person's front is on the left of the picture", () => {
    const left = seenFrom(whole, "left");
    expect(axes(left).towards[0]).toBeCloseTo(1);
    expect(axes(left).right[2]).toBeCloseTo(-1);
  });

  test("zooming has a nearest and a widest, and at the widest the body is in the middle again", () => {
    const near = moved(zoomed(whole, 100, box), 0.1, 0.3, box);
    expect(near.zoom).toBe(CLOSEST);
    expect(near.middle).not.toEqual(whole.middle);
    expect(zoomed(near, 0.001, box)).toEqual(whole);
  });

  test("what is in the middle never leaves the body's box", () => {
    expect(moved(whole, 9, 9, box).middle[0]).toBe(0.6);
    expect(moved(whole, 0, -9, box).middle[1]).toBe(0);
  });

  test("what is chosen comes into the middle, and the body turns only where it is out of sight", () => {
    expect(centred(whole, [0.1, 1.3, -0.1], box).middle).toEqual([0.1, 1.3, -0.1]);
    expect(sees(whole, 0.5)).toBe(true);
    expect(sees(whole, Math.PI)).toBe(false);
  });

  test("the way from one side to another takes the nearer one", () => {
    const from = seenFrom(whole, "back");
    const half = between(from, seenFrom(whole, "right"), 0.5);
    expect(Math.abs(half.turn)).toBeGreaterThan(Math.PI / 2);
    expect(between(from, seenFrom(whole, "right"), 1).turn).toBeCloseTo(SIDES.right);
  });
});

describe("hands on the canvas", () => {
  const ending = new AbortController();
  let canvas: HTMLCanvasElement;
  let hands: { [name in keyof Hands]: ReturnType<typeof vi.fn> };

  beforeEach(() => {
    canvas = document.createElement("canvas");
    canvas.getBoundingClientRect = () => ({ left: 0, top: 0, width: 200, height: 400 }) as DOMRect;
    hands = {
      isNear: vi.fn(() => false),
      ...{ turn: vi.fn(), move: vi.fn(), zoom: vi.fn(), step: vi.fn(), reset: vi.fn(), tap: vi.fn(), hover: vi.fn(), leave: vi.fn() },
    };
    listen(canvas, hands as unknown as Hands, ending.signal);
  });

  function pointer(type: string, x: number, y: number, more: Record<string, unknown> = {}): void {
    const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, button: 0 });
    canvas.dispatchEvent(Object.assign(event, { pointerId: 1, pointerType: "mouse", ...more }));
  }

  test("a tap is told with its place, a drag is not a tap", () => {
    pointer("pointerdown", 150, 100);
    pointer("pointermove", 152, 101);
    pointer("pointerup", 152, 101);
    expect(hands.tap).toHaveBeenCalledWith(0.5, 0.5);
    pointer("pointerdown", 150, 100);
    pointer("pointermove", 100, 100);
    pointer("pointerup", 100, 100);
    expect(hands.tap).toHaveBeenCalledTimes(1);
    expect(hands.turn.mock.calls[0]?.[0]).toBeGreaterThan(0);
  });

  test("a finger that moves up and down leaves the body upright, unless it is looked at from near", () => {
    pointer("pointerdown", 100, 100, { pointerType: "touch" });
    pointer("pointermove", 100, 160, { pointerType: "touch" });
    expect(hands.turn.mock.calls.every(([, tilt]) => tilt === 0)).toBe(true);
    expect(hands.move).not.toHaveBeenCalled();
    hands.isNear.mockReturnValue(true);
    pointer("pointermove", 100, 200, { pointerType: "touch" });
    expect(hands.move).toHaveBeenCalledWith(0, 40);
  });

  test("two fingers come nearer", () => {
    pointer("pointerdown", 100, 100, { pointerType: "touch" });
    pointer("pointerdown", 100, 200, { pointerType: "touch", pointerId: 2 });
    pointer("pointermove", 100, 300, { pointerType: "touch", pointerId: 2 });
    expect(hands.zoom.mock.calls[0]?.[0]).toBeCloseTo(2);
    pointer("pointerup", 100, 300, { pointerType: "touch", pointerId: 2 });
    pointer("pointerup", 100, 100, { pointerType: "touch" });
    expect(hands.tap).not.toHaveBeenCalled();
  });

  test.each([
    ["ArrowLeft", "turn"],
    ["ArrowUp", "turn"],
    ["+", "step"],
    ["-", "step"],
    ["PageDown", "move"],
    ["Home", "reset"],
    ["Enter", "tap"],
  ] as const)("the key %s does %s and does not scroll the page", (key, what) => {
    const event = new KeyboardEvent("keydown", { key, cancelable: true });
    canvas.dispatchEvent(event);
    expect(hands[what]).toHaveBeenCalledTimes(1);
    expect(event.defaultPrevented).toBe(true);
  });

  test("other keys and the browser's own combinations stay the browser's", () => {
    for (const init of [{ key: "a" }, { key: "Tab" }, { key: "+", ctrlKey: true }]) {
      const event = new KeyboardEvent("keydown", { ...init, cancelable: true });
      canvas.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(false);
    }
  });
});

describe("the closed island", () => {
  let root: HTMLElement;

  beforeEach(() => {
    root = document.createElement("div");
    document.body.append(root);
  });

  afterEach(() => root.remove());

  test("is a button that says it is ready to be told what to show", () => {
    const ready = vi.fn();
    document.addEventListener("solid:ready", ready);
    enhanceSolid(root);
    expect(root.querySelectorAll("button")).toHaveLength(1);
    expect(root.querySelector("button")?.textContent).toBe(words.OPEN);
    expect(root.querySelector("canvas")).toBeNull();
    expect(ready).toHaveBeenCalledTimes(1);
    document.removeEventListener("solid:ready", ready);
  });

  test("says in plain words where a browser cannot draw it, and fetches nothing", () => {
    const fetching = vi.fn();
    vi.stubGlobal("fetch", fetching);
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
    enhanceSolid(root);
    root.querySelector("button")?.click();
    expect(root.querySelector('[role="status"]')?.textContent).toBe(words.NOT_HERE);
    expect(fetching).not.toHaveBeenCalled();
    expect(root.querySelector("button")?.disabled).toBe(false);
  });
});
