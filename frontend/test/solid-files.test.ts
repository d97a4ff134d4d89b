// @vitest-environment node
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { labelAt, readLabels } from "../src/solid/labels";
import { places, readModel } from "../src/solid/model";
import { Surface } from "../src/solid/ray";
import { LAYERS, type Tables, crosses, heatRows, idsAt, layerOf, numbersOf } from "../src/solid/tables";

const FOLDER = new URL("../../src/unknot/data/figures/solid/", import.meta.url);
const BODIES = readdirSync(FOLDER).filter((name) => name.endsWith(".glb"));
const tables = JSON.parse(readFileSync(new URL("tables.json", FOLDER), "utf8")) as Tables;

function file(name: string): ArrayBuffer {
  return new Uint8Array(readFileSync(new URL(name, FOLDER))).buffer;
}

describe("the delivered models", () => {
  test.each(BODIES)("%s can be read: a body of human height that stands on the ground", (name) => {
    const model = readModel(file(name));
    expect(model.count).toBeGreaterThan(14_000);
    expect(Math.max(...model.indices)).toBeLessThan(model.count);
    const heights = places(model).filter((_, at) => at % 3 === 1);
    const low = heights.reduce((one, other) => Math.min(one, other));
    const high = heights.reduce((one, other) => Math.max(one, other));
    expect(Math.abs(low)).toBeLessThan(0.01);
    expect(high).toBeGreaterThan(1.5);
    expect(high).toBeLessThan(2);
    for (const needed of ["POSITION", "NORMAL", "TEXCOORD_0", "_REST", "_SHADE"]) {
      expect(model.attributes.get(needed)?.values.length).toBeGreaterThanOrEqual(2 * model.count);
    }
  });

  test("what is no model is refused", () => {
    expect(() => readModel(new ArrayBuffer(40))).toThrow("no binary glTF");
    expect(() => readModel(new ArrayBuffer(0))).toThrow("no binary glTF");
  });

  test("every region of the atlas can be hit on the body, from outside", async () => {
    const model = readModel(file("neutral.glb"));
    const labels = await readLabels(file("area.png"));
    const sheet = model.attributes.get("TEXCOORD_0");
    const seen = new Set<string>();
    for (let vertex = 0; vertex < model.count; vertex += 1) {
      const u = (sheet?.values[vertex * sheet.stride] ?? 0) / 4095;
      const v = (sheet?.values[vertex * sheet.stride + 1] ?? 0) / 4095;
      for (const id of idsAt(tables, "area", labelAt(labels, u, v), true)) seen.add(id);
    }
    expect(tables.area.filter((region) => !seen.has(region))).toEqual([]);
  });
});

describe("a line through the body", () => {
  const model = readModel(file("neutral.glb"));
  const surface = new Surface(places(model), model.indices);

  test("meets the chest from the front and the back from behind", () => {
    const front = surface.hit([0.05, 1.25, 5], [0, 0, -1]);
    const back = surface.hit([0.05, 1.25, -5], [0, 0, 1]);
    expect(front?.distance).toBeGreaterThan(4.7);
    expect(front?.distance).toBeLessThan(5);
    expect(back?.distance).toBeLessThan(5.2);
    expect(front?.triangle).not.toBe(back?.triangle);
  });

  test("gives shares of the corners that make up the place", () => {
    const hit = surface.hit([0.05, 1.25, 5], [0, 0, -1]);
    const [a, b, c] = hit?.shares ?? [0, 0, 0];
    expect(a + b + c).toBeCloseTo(1);
    const z = [a, b, c].reduce((sum, share, corner) => sum + share * surface.place(surface.vertex(hit?.triangle ?? 0, corner))[2], 0);
    expect(5 - z).toBeCloseTo(hit?.distance ?? 0, 3);
  });

  test("misses beside the body", () => {
    expect(surface.hit([2, 1.25, 5], [0, 0, -1])).toBeUndefined();
  });
});

describe("the pictures of labels", () => {
  test.each(LAYERS)("%s holds no number that stands for nothing", async (layer) => {
    const { size, values } = await readLabels(file(`${layer}.png`));
    expect(values.length).toBe(size * size);
    const numbers = new Set(values);
    numbers.delete(0);
    numbers.delete(tables.suit);
    for (const number of numbers) expect(idsAt(tables, layer, number, true).length).toBeGreaterThan(0);
  });

  test("what is no picture of labels is refused", async () => {
    await expect(readLabels(new ArrayBuffer(64))).rejects.toThrow("no PNG");
  });
});

describe("what is drawn for a muscle", () => {
  const muscles = new Set([...tables["muscle-superficial"], ...tables["muscle-deep"]].flat());

  test("every muscle with points lies on one layer, and is there in some number", () => {
    for (const point of Object.keys(tables.points)) {
      const muscle = point.split(".")[0] ?? "";
      const layer = layerOf(tables, `${muscle}.left`);
      expect(layer, muscle).toBeDefined();
      if (layer) expect(numbersOf(tables, layer, `${muscle}.left`).length).toBeGreaterThan(0);
      expect(muscles.has(muscle)).toBe(true);
    }
  });

  test("all muscles under a finger are named, with their side", () => {
    const number = tables["muscle-superficial"].findIndex((set) => set.length > 1);
    const set = tables["muscle-superficial"][number] ?? [];
    expect(idsAt(tables, "muscle-superficial", number, false)).toEqual(set.map((name) => `${name}.right`));
  });

  test("points of the right side mirror those of the left, and all but the chosen one are faint", () => {
    const left = crosses(tables, "infraspinatus.left", null);
    const right = crosses(tables, "infraspinatus.right", "infraspinatus.tp1.right");
    expect(left.length).toBeGreaterThan(1);
    expect(right.map((each) => each.at[0])).toEqual(left.map((each) => -each.at[0]));
    expect(right.filter((each) => each.strength === 1)).toHaveLength(1);
    expect(left.every((each) => each.strength === 1)).toBe(true);
  });

  test("heat runs along the lines of its sources, each with its weight at its end, and mirrors", () => {
    const left = heatRows(tables, "infraspinatus.tp1.left");
    const right = heatRows(tables, "infraspinatus.tp1.right");
    expect(left.length % 12).toBe(0);
    expect(right.length).toBe(left.length);
    const ends = left.filter((_, at) => at % 12 === 11).filter((weight) => weight > 0);
    expect(ends.length).toBe(tables.heat["infraspinatus.tp1"]?.length);
    expect(left[0]).toBeCloseTo(-(right[0] ?? 0));
  });

  test("a muscle without a chosen point has the heat of all of them, each source once", () => {
    const whole = heatRows(tables, "infraspinatus.left").length;
    const parts = Object.keys(tables.heat)
      .filter((point) => point.startsWith("infraspinatus."))
      .map((point) => heatRows(tables, `${point}.left`).length);
    expect(whole).toBeGreaterThanOrEqual(Math.max(...parts));
    expect(whole).toBeLessThanOrEqual(parts.reduce((sum, part) => sum + part, 0));
  });
});

test("all that one body needs travels in less than 400 kB", () => {
  const sent = (url: URL, isPacked = false): number => {
    const bytes = readFileSync(url);
    return isPacked ? bytes.length : gzipSync(bytes, { level: 6 }).length;
  };
  const js = new URL("../../src/unknot/web/static/unknot/js/", import.meta.url);
  const shared =
    sent(new URL("solid-viewer.js", js)) +
    sent(new URL("solid.js", js)) +
    sent(new URL("tables.json", FOLDER)) +
    LAYERS.reduce((sum, layer) => sum + sent(new URL(`${layer}.png`, FOLDER), true), 0);
  for (const body of BODIES) expect(shared + sent(new URL(body, FOLDER)), body).toBeLessThan(400_000);
});
