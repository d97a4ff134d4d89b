/** What the body map says. */

import type { Marks } from "./marks";

export const WORDS = {
  howStrong: "How strong is it?",
  slight: "slight",
  worst: "worst there is",
  mode: "What a touch does",
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
  keys: "On the picture: arrow keys move, Enter marks, a digit says how strong (0 is 10), Delete takes the mark away.",
} as const;

export const MODES = {
  tap: { label: "Tap", hint: "Tap a place to mark it. Tap it again to take the mark away." },
  paint: { label: "Paint", hint: "Draw over the places that hurt. Two fingers move the picture." },
  erase: { label: "Erase", hint: "Tap or draw over marks to take them away." },
} as const;

export type Mode = keyof typeof MODES;

/** “Heel, left — 5 of 10”, or the name alone where nothing is marked. */
export function line(label: string, strength: number): string {
  return strength > 0 ? `${label} — ${strength} of 10` : label;
}

/** The name and state of a region for a screen reader. */
export function spoken(label: string, strength: number): string {
  return strength > 0 ? `${label}, ${strength} of 10` : `${label}, not marked`;
}

/** What just changed, in one sentence. */
export function whatChanged(before: Marks, after: Marks, labelOf: (region: string) => string): string {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (region) => before.get(region) !== after.get(region),
  );
  const [only] = changed;
  if (only === undefined) return "";
  if (changed.length > 1) return after.size === 0 ? WORDS.cleared : `${changed.length} places changed. ${howMany(after.size)}`;
  const strength = after.get(only);
  return strength === undefined ? `${labelOf(only)}: mark taken away.` : `${labelOf(only)}: ${strength} of 10.`;
}

/** “1 place marked”, “3 places marked”. */
export function howMany(count: number): string {
  return count === 1 ? "1 place is marked." : `${count} places are marked.`;
}
