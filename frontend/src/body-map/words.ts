/** What the body map says. */

import type { Depth, Mark, Marks } from "./marks";
import { alike } from "./marks";

export const WORDS = {
  howStrong: "How strong is it?",
  slight: "slight",
  worst: "worst there is",
  mode: "What a touch does",
  howDeep: "How deep?",
  sides: "Left and right",
  leftToRight: "Copy left to right",
  rightToLeft: "Copy right to left",
  swapSides: "Swap left and right",
  nothingOnLeft: "Nothing is marked on the left.",
  nothingOnRight: "Nothing is marked on the right.",
  nothingOnSides: "Nothing is marked on either side.",
  sameOnBoth: "Both sides are the same already.",
  swapped: "Left and right are swapped. Undo swaps them back.",
  undo: "Undo",
  redo: "Redo",
  clear: "Clear all",
  closer: "Closer",
  farther: "Farther away",
  views: "Views of the body",
  look: "Look at",
  wholeBody: "Whole body",
  yourLeft: "your left",
  yourRight: "your right",
  openList: "Choose from a list instead",
  closeList: "Hide the list",
  filter: "Find a place by name",
  filterHint: "shoulder, knee, low back …",
  noneFound: "No place has that name. Try a simpler word, such as “neck” or “hip”.",
  nothingMarked: "Nothing is marked yet.",
  markedPlaces: "Marked places",
  comeCloser: "Closer now. Tap the place again to mark it.",
  cleared: "All marks taken away. Undo brings them back.",
  nothingToUndo: "There is nothing to undo.",
  nothingToRedo: "There is nothing to redo.",
  keys: "On the picture: arrow keys move, Enter marks, a digit says how strong (0 is 10), D says how deep, Delete takes the mark away.",
} as const;

export const MODES = {
  tap: { label: "Tap", hint: "Tap a place to mark it. Tap it again to take the mark away." },
  paint: { label: "Paint", hint: "Draw over the places that hurt. Two fingers move the picture." },
  erase: { label: "Erase", hint: "Tap or draw over marks to take them away." },
} as const;

export type Mode = keyof typeof MODES;

export const DEPTHS: Readonly<Record<Depth, { readonly label: string; readonly brief: string; readonly short: string }>> = {
  "": { label: "Not said", brief: "Not said", short: "" },
  deep: { label: "Deep inside", brief: "Deep", short: "deep" },
  surface: { label: "Near the skin", brief: "Skin", short: "near the skin" },
};

/** “5 of 10”, “5 of 10, deep”. */
export function said(mark: Mark): string {
  const { short } = DEPTHS[mark.depth];
  return short ? `${mark.strength} of 10, ${short}` : `${mark.strength} of 10`;
}

/** “Heel, left: 5 of 10, deep”, or the name alone where nothing is marked. */
export function line(label: string, mark: Mark | undefined): string {
  return mark ? `${label}: ${said(mark)}` : label;
}

/** The name and state of a region for a screen reader. */
export function spoken(label: string, mark: Mark | undefined): string {
  return mark ? `${label}, ${said(mark)}` : `${label}, not marked`;
}

/** What just changed, in one sentence. */
export function whatChanged(before: Marks, after: Marks, labelOf: (region: string) => string): string {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (region) => !alike(before.get(region), after.get(region)),
  );
  const [only] = changed;
  if (only === undefined) return "";
  if (changed.length > 1) return after.size === 0 ? WORDS.cleared : `${changed.length} places changed. ${howMany(after.size)}`;
  const mark = after.get(only);
  return mark ? `${labelOf(only)}: ${said(mark)}.` : `${labelOf(only)}: mark taken away.`;
}

/** “1 place marked”, “3 places marked”. */
export function howMany(count: number): string {
  return count === 1 ? "1 place is marked." : `${count} places are marked.`;
}
