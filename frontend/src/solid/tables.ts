/** What the numbers on the sheet stand for, and what is drawn on the body for what is chosen. Pure. */

export const LAYERS = ["area", "muscle-superficial", "muscle-deep"] as const;
export type Layer = (typeof LAYERS)[number];

/** Centimetres on the left half of the reference body, then the direction in which the skin faces there. */
type Place = readonly [number, number, number, number, number, number];
/**
 * Fading distance, whether in the middle, and the columns of the places along a line: position in millimetres, direction
 * and strength in hundredths, whether on an arm. A column is its first value, then the differences.
 */
type Core = readonly [number, number, readonly (readonly number[])[]];

/** The file that all bodies share. */
export interface Tables {
  readonly suit: number;
  readonly area: readonly string[];
  readonly "muscle-superficial": readonly (readonly string[])[];
  readonly "muscle-deep": readonly (readonly string[])[];
  readonly points: Readonly<Record<string, Place>>;
  readonly levels: readonly number[];
  readonly shoulder: number;
  readonly crotch: number;
  readonly cores: readonly Core[];
  /** Per "muscle.point" its sources: core, weight, whether on the other side of the body. */
  readonly heat: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}

/** What is to be shown, as `solid:show` says it. */
export interface Wish {
  readonly layer: Layer;
  readonly marks?: Readonly<Record<string, number>>;
  readonly muscle?: string | null;
  readonly point?: string | null;
}

/** A trigger point: where it is on the reference body, where its skin faces, and how clearly it is drawn, 0 to 1. */
export interface Cross {
  readonly at: readonly [number, number, number];
  readonly facing: readonly [number, number, number];
  readonly strength: number;
}

/** How faint a point is drawn while another one is looked at. */
const FAINT = 0.35;
/** Numbers for every place of a line of heat: three times four. */
export const HEAT_NUMBERS = 12;

/** Everything that has this number on this half of the body: one region, or all muscles under the finger. */
export function idsAt(tables: Tables, layer: Layer, number: number, onLeft: boolean): string[] {
  if (layer === "area") {
    const region = tables.area[(number & (tables.suit - 1)) - 1];
    return region === undefined ? [] : [region];
  }
  return (tables[layer][number] ?? []).map((muscle) => `${muscle}.${onLeft ? "left" : "right"}`);
}

/** The layer on which a "muscle.side" lies, if it is on any. */
export function layerOf(tables: Tables, muscle: string): Exclude<Layer, "area"> | undefined {
  const [name = ""] = muscle.split(".");
  return (["muscle-superficial", "muscle-deep"] as const).find((layer) => tables[layer].some((set) => set.includes(name)));
}

/** The numbers of a layer in which a "muscle.side" has a part. */
export function numbersOf(tables: Tables, layer: Exclude<Layer, "area">, muscle: string): number[] {
  const [name = ""] = muscle.split(".");
  return tables[layer].flatMap((set, number) => (set.includes(name) ? [number] : []));
}

/** The trigger points of a "muscle.side"; while one is chosen the others are faint. */
export function crosses(tables: Tables, muscle: string, chosen: string | null | undefined): Cross[] {
  const [name = "", side = ""] = muscle.split(".");
  const across = side === "left" ? 1 : -1;
  return Object.entries(tables.points)
    .filter(([point]) => point.startsWith(`${name}.`))
    .map(([point, [x, y, z, right, up, forward]]) => ({
      at: [across * x, y, z],
      facing: [across * right, up, forward],
      strength: !chosen || chosen === `${point}.${side}` ? 1 : FAINT,
    }));
}

/**
 * The heat of a "muscle.point.side", or of all points of a "muscle.side", as rows of `HEAT_NUMBERS`:
 * place and fading distance; direction and strength; on an arm, in the middle, side, and the weight where its source ends, else 0.
 */
export function heatRows(tables: Tables, chosen: string): Float32Array<ArrayBuffer> {
  const names = chosen.split(".");
  const onLeft = names.at(-1) === "left";
  const wanted = names.slice(0, -1).join(".");
  const points = Object.keys(tables.heat).filter((point) => point === wanted || point.startsWith(`${wanted}.`));
  const weights = new Map<string, [number, number, number]>();
  for (const [core, weight, across] of points.flatMap((point) => tables.heat[point] ?? [])) {
    const key = `${core} ${across}`;
    if ((weights.get(key)?.[1] ?? 0) < weight) weights.set(key, [core, weight, across]);
  }
  const rows = [...weights.values()].flatMap(([number, weight, across]) => {
    const [spread, inMiddle, columns] = tables.cores[number] ?? [1, 0, []];
    const side = onLeft === (across === 0) ? 1 : -1;
    const [xs, ys, zs, rights, ups, forwards, strengths, onArms] = columns.map(summed);
    return (xs ?? []).flatMap((x, at) => {
      const one = (column: readonly number[] | undefined, step: number): number => (column?.[at] ?? 0) / step;
      const ends = at === (xs?.length ?? 0) - 1 ? weight : 0;
      return [
        ...[(side * x) / 10, one(ys, 10), one(zs, 10), spread],
        ...[side * one(rights, 100), one(ups, 100), one(forwards, 100), one(strengths, 100)],
        ...[one(onArms, 1), inMiddle, side, ends],
      ];
    });
  });
  return Float32Array.from(rows);
}

function summed(differences: readonly number[]): number[] {
  let sum = 0;
  return differences.map((difference) => (sum += difference));
}

/** From where the points are seen best, as an angle around the body: 0 from the front, positive from the person's left. */
export function bestTurn(seen: readonly Cross[]): number | undefined {
  const clear = seen.filter((cross) => cross.strength === 1);
  const x = clear.reduce((sum, cross) => sum + cross.facing[0], 0);
  const z = clear.reduce((sum, cross) => sum + cross.facing[2], 0);
  return Math.hypot(x, z) < 0.2 ? undefined : Math.atan2(x, z);
}
