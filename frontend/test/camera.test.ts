import { describe, expect, test } from "vitest";

import { around, between, closeTo, moved, scaleOf, shown, turnedTo, whole, zoomed } from "../src/body-map/camera";

const body = { x: 100, y: 0, width: 400, height: 1000 };
const phone = { width: 328, height: 440 };

describe("the camera", () => {
  test("shows the whole body in the middle of the screen", () => {
    const box = shown(whole(body), body, phone);
    expect(box.height).toBeCloseTo(1000);
    expect(box.x + box.width / 2).toBeCloseTo(300);
  });

  test("comes close enough to a part for it to fill the screen", () => {
    const neck = { x: 250, y: 100, width: 100, height: 80 };
    const box = shown(closeTo(neck, body, phone), body, phone);
    expect(box.x).toBeLessThanOrEqual(neck.x);
    expect(box.x + box.width).toBeGreaterThanOrEqual(neck.x + neck.width);
    expect(box.width).toBeLessThan(neck.width * 1.3);
  });

  test("makes a wrist large enough for a finger", () => {
    const wrist = { x: 110, y: 480, width: 30, height: 18 };
    const camera = closeTo({ x: 100, y: 460, width: 60, height: 120 }, body, phone);
    expect(wrist.height * scaleOf(body, phone, camera.zoom)).toBeGreaterThanOrEqual(24);
  });

  test("keeps the point under the fingers where it is while zooming", () => {
    const still = { x: 320, y: 400 };
    const before = zoomed(whole(body), 3, still, body, phone);
    const after = zoomed(before, 1.5, still, body, phone);
    const part = (camera: typeof before): number => {
      const box = shown(camera, body, phone);
      return (still.y - box.y) / box.height;
    };
    expect(part(after)).toBeCloseTo(part(before));
  });

  test("never leaves the picture and never goes farther away than all of it", () => {
    const close = zoomed(whole(body), 4, { x: 300, y: 500 }, body, phone);
    const box = shown(moved(close, 9_999, -9_999, body, phone), body, phone);
    expect(box.x + box.width).toBeCloseTo(500);
    expect(box.y).toBeCloseTo(0);
    expect(zoomed(whole(body), 0.1, { x: 0, y: 0 }, body, phone).zoom).toBe(1);
  });

  test("turns to a place only if it is out of sight", () => {
    const close = closeTo({ x: 250, y: 100, width: 100, height: 100 }, body, phone);
    expect(turnedTo({ x: 300, y: 150 }, close, body, phone)).toBe(close);
    expect(turnedTo({ x: 300, y: 800 }, close, body, phone).y).toBeGreaterThan(600);
  });

  test("begins and ends a glide where it should", () => {
    const from = whole(body);
    const to = { x: 200, y: 300, zoom: 4 };
    expect(between(from, to, 0)).toEqual(from);
    const end = between(from, to, 1);
    expect([end.x, end.y, end.zoom].map((value) => Math.round(value * 100) / 100)).toEqual([200, 300, 4]);
  });

  test("finds the box around several", () => {
    expect(around([{ x: 0, y: 0, width: 10, height: 10 }, { x: 20, y: 5, width: 10, height: 10 }])).toEqual({
      x: 0,
      y: 0,
      width: 30,
      height: 15,
    });
    expect(around([])).toBeUndefined();
  });
});
