import { describe, expect, test } from "vitest";

import { amend, begin, copied, marked, redo, same, step, swapped, tapped, undo } from "../src/body-map/marks";
import type { Depth, Mark } from "../src/body-map/marks";

const none = new Map<string, Mark>();
const of = (strength: number, depth: Depth = ""): Mark => ({ strength, depth });

describe("marks", () => {
  test("a tap marks a place, and a second tap with the same strength takes the mark away", () => {
    const once = marked(none, "heel_l", tapped(none, "heel_l", of(5)));
    expect(once.get("heel_l")).toEqual(of(5));
    expect(marked(once, "heel_l", tapped(once, "heel_l", of(5))).has("heel_l")).toBe(false);
  });

  test("a tap with another strength changes the mark", () => {
    const before = marked(none, "heel_l", of(5));
    expect(tapped(before, "heel_l", of(8))).toEqual(of(8));
    expect(tapped(before, "heel_l", of(5, "deep"))).toEqual(of(5, "deep"));
  });

  test("no mark is stronger than ten", () => {
    expect(marked(none, "heel_l", of(11)).get("heel_l")?.strength).toBe(10);
  });

  test("marking changes nothing that was handed in", () => {
    marked(none, "heel_l", of(5));
    expect(none.size).toBe(0);
  });
});

describe("left and right", () => {
  const opposite = (region: string): string | undefined =>
    ({ heel_l: "heel_r", heel_r: "heel_l", palm_l: "palm_r", palm_r: "palm_l" })[region];
  const isLeft = (region: string): boolean => region.endsWith("_l");
  const drawn = new Map([
    ["heel_l", of(7, "deep")],
    ["palm_r", of(2)],
    ["nape", of(4, "surface")],
  ]);

  test("one side is copied to the other, strength and depth, and what else is there stays", () => {
    expect(copied(drawn, isLeft, opposite)).toEqual(new Map([...drawn, ["heel_r", of(7, "deep")]]));
  });

  test("the sides change places, the middle stays, and twice is as it was", () => {
    const other = swapped(drawn, opposite);
    expect(Object.fromEntries(other)).toEqual({ heel_r: of(7, "deep"), palm_l: of(2), nape: of(4, "surface") });
    expect(same(swapped(other, opposite), drawn)).toBe(true);
  });
});

describe("the way back", () => {
  const one = marked(none, "heel_l", of(5));
  const two = marked(one, "sole_l", of(3));

  test("undo takes back one step at a time, and redo does it again", () => {
    const history = step(step(begin(none), one), two);
    const back = undo(history);
    expect(same(back.now, one)).toBe(true);
    expect(same(undo(back).now, none)).toBe(true);
    expect(same(redo(back).now, two)).toBe(true);
  });

  test("there is nothing before the beginning and nothing after the end", () => {
    const history = begin(one);
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });

  test("what changes nothing is no step", () => {
    const history = begin(one);
    expect(step(history, new Map(one))).toBe(history);
  });

  test("a new step forgets what was taken back", () => {
    const history = step(undo(step(begin(none), one)), marked(none, "palm_r", of(2)));
    expect(history.future).toEqual([]);
  });

  test("a whole stroke is taken back at once", () => {
    const history = amend(step(begin(none), one), two);
    expect(same(undo(history).now, none)).toBe(true);
  });
});
