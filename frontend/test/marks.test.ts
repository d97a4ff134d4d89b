import { describe, expect, test } from "vitest";

import { amend, begin, marked, redo, same, step, tapped, undo } from "../src/body-map/marks";

const none = new Map<string, number>();

describe("marks", () => {
  test("a tap marks a place, and a second tap with the same strength takes the mark away", () => {
    const once = marked(none, "heel_l", tapped(none, "heel_l", 5));
    expect(once.get("heel_l")).toBe(5);
    expect(marked(once, "heel_l", tapped(once, "heel_l", 5)).has("heel_l")).toBe(false);
  });

  test("a tap with another strength changes the mark", () => {
    const before = marked(none, "heel_l", 5);
    expect(tapped(before, "heel_l", 8)).toBe(8);
  });

  test("no mark is stronger than ten", () => {
    expect(marked(none, "heel_l", 11).get("heel_l")).toBe(10);
  });

  test("marking changes nothing that was handed in", () => {
    marked(none, "heel_l", 5);
    expect(none.size).toBe(0);
  });
});

describe("the way back", () => {
  const one = marked(none, "heel_l", 5);
  const two = marked(one, "sole_l", 3);

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
    const history = step(undo(step(begin(none), one)), marked(none, "palm_r", 2));
    expect(history.future).toEqual([]);
  });

  test("a whole stroke is taken back at once", () => {
    const history = amend(step(begin(none), one), two);
    expect(same(undo(history).now, none)).toBe(true);
  });
});
