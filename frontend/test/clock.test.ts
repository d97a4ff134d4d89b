import { describe, expect, test } from "vitest";

import { Clock } from "../src/player/clock";
import { countedBetween, cueAt, frameAt, nextAt, rollAt, spanAt, workedBetween } from "../src/player/cues";
import { minutes } from "../src/player/face";

const TOTAL = 70;
const CUES = [
  { at_s: 0, kind: "ready", text: "Ready." },
  { at_s: 5, kind: "work", text: "Hold." },
  { at_s: 20, kind: "halfway", text: "Halfway." },
  { at_s: 35, kind: "rest", text: "Ease off." },
  { at_s: 40, kind: "work", text: "Hold." },
  { at_s: 70, kind: "end", text: "Done." },
];

describe("cues", () => {
  test("the last one said holds until the next", () => {
    expect(cueAt(CUES, 4.9)).toBe(0);
    expect(cueAt(CUES, 5)).toBe(1);
    expect(nextAt(CUES, 5, TOTAL)).toBe(20);
    expect(nextAt(CUES, 99, TOTAL)).toBe(TOTAL);
  });

  test("a reminder halfway does not begin a new countdown", () => {
    expect(spanAt(CUES, 22, TOTAL)).toEqual({ from: 5, to: 35 });
    expect(spanAt(CUES, 36, TOTAL)).toEqual({ from: 35, to: 40 });
  });

  test("getting ready and resting are not work", () => {
    expect(workedBetween(CUES, 0, TOTAL, TOTAL)).toBe(60);
    expect(workedBetween(CUES, 30, 45, TOTAL)).toBe(10);
  });

  test("time is written as on a clock", () => {
    expect([minutes(0), minutes(9), minutes(90)]).toEqual(["0:00", "0:09", "1:30"]);
  });
});

describe("rolling and moving", () => {
  const PASSES = [
    { at_s: 0, kind: "ready", text: "Ready." },
    { at_s: 10, kind: "work", text: "Along.", count: 1, counts: 2, way: "along" },
    { at_s: 14, kind: "turn", text: "Back.", count: 2, counts: 2, way: "back" },
    { at_s: 18, kind: "end", text: "Done." },
  ];

  test("the marker goes along in four seconds and back in four", () => {
    expect([10, 12, 14, 16, 18].map((second) => rollAt(PASSES, second, 18)?.toFixed(2))).toEqual(["0.00", "0.50", "1.00", "0.50", undefined]);
    expect(rollAt(CUES, 10, TOTAL)).toBeUndefined();
  });

  test("a movement counts when it is over", () => {
    expect(countedBetween(PASSES, 10, 13.9, 18)).toBe(0);
    expect(countedBetween(PASSES, 10, 14, 18)).toBe(1);
    expect(countedBetween(PASSES, 0, 18, 18)).toBe(2);
  });

  test("a hold shows its last pose, a rest its first, a movement all of them", () => {
    expect([2, 10, 36].map((second) => frameAt(CUES, second, TOTAL, 3))).toEqual([0, 2, 0]);
    expect([10, 12, 14, 16].map((second) => frameAt(PASSES, second, 18, 3))).toEqual([0, 1, 2, 1]);
  });
});

describe("the clock", () => {
  test("counts while it runs and stands while it is paused", () => {
    const clock = new Clock(CUES, TOTAL);
    clock.start(1_000);
    clock.pause(11_000);
    expect(clock.tick(99_000)).toEqual({ elapsed: 10, worked: 5, counted: 0 });
    clock.start(100_000);
    expect(clock.tick(101_000).elapsed).toBe(11);
  });

  test("a tab that slept knows how much time went by", () => {
    const clock = new Clock(CUES, TOTAL);
    clock.start(0);
    clock.tick(1_000);
    expect(clock.tick(50_000).elapsed).toBe(50);
  });

  test("ends by itself and never runs past the end", () => {
    const clock = new Clock(CUES, TOTAL);
    clock.start(0);
    expect(clock.tick(1_000_000)).toEqual({ elapsed: TOTAL, worked: 60, counted: 0 });
    expect(clock.isOver).toBe(true);
    expect(clock.isRunning).toBe(false);
  });

  test("what is skipped is not counted as done, what is repeated counts again", () => {
    const clock = new Clock(CUES, TOTAL);
    clock.start(0);
    clock.tick(15_000);
    clock.seek(40, 15_000);
    expect(clock.standing.worked).toBe(10);
    clock.seek(5, 15_000);
    expect(clock.tick(25_000)).toEqual({ elapsed: 15, worked: 20, counted: 0 });
  });

  test("a clock set back does not take time away", () => {
    const clock = new Clock(CUES, TOTAL);
    clock.start(10_000);
    clock.tick(20_000);
    expect(clock.tick(5_000).elapsed).toBe(10);
  });

  test("goes on from what was kept, within the session", () => {
    expect(new Clock(CUES, TOTAL, { elapsed: 30, worked: 25 }).standing).toEqual({ elapsed: 30, worked: 25, counted: 0 });
    expect(new Clock(CUES, TOTAL, { elapsed: 999, worked: -1 }).standing).toEqual({ elapsed: TOTAL, worked: 0, counted: 0 });
  });
});
