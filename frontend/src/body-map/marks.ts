/** What is marked on the body, and the way back. Pure: nothing here knows the page. */

export const STRONGEST = 10;

/** How deep below the skin it is felt; empty where that was not said. */
export type Depth = "" | "deep" | "surface";

/** How strong, from 1 to 10, and how deep. */
export interface Mark {
  readonly strength: number;
  readonly depth: Depth;
}

/** Region → mark. What is not marked is not in it. */
export type Marks = ReadonlyMap<string, Mark>;

export interface History {
  readonly past: readonly Marks[];
  readonly now: Marks;
  readonly future: readonly Marks[];
}

/** A history that starts from these marks and has no way back. */
export function begin(marks: Marks): History {
  return { past: [], now: marks, future: [] };
}

/** The marks with `region` marked like this; undefined takes its mark away. */
export function marked(marks: Marks, region: string, mark: Mark | undefined): Marks {
  if (alike(marks.get(region), mark)) return marks;
  const next = new Map(marks);
  if (mark) next.set(region, { ...mark, strength: Math.min(mark.strength, STRONGEST) });
  else next.delete(region);
  return next;
}

/** The mark a tap leaves behind: the chosen one, or none where it already was the chosen one. */
export function tapped(marks: Marks, region: string, chosen: Mark): Mark | undefined {
  return alike(marks.get(region), chosen) ? undefined : chosen;
}

/** The marks of the regions `from` names on the other side as well; what else is marked there stays. */
export function copied(marks: Marks, from: (region: string) => boolean, opposite: Opposite): Marks {
  const next = new Map(marks);
  for (const [region, mark] of marks) {
    const other = from(region) ? opposite(region) : undefined;
    if (other !== undefined) next.set(other, mark);
  }
  return next;
}

/** The marks of each side on the other one; those of the middle stay. */
export function swapped(marks: Marks, opposite: Opposite): Marks {
  return new Map([...marks].map(([region, mark]) => [opposite(region) ?? region, mark]));
}

/** The same place on the other side; undefined in the middle. */
export type Opposite = (region: string) => string | undefined;

/** One more step that can be taken back. Without a change there is no step. */
export function step(history: History, next: Marks): History {
  if (same(history.now, next)) return history;
  return { past: [...history.past, history.now], now: next, future: [] };
}

/** A change that belongs to the last step: one stroke of the finger is one undo. */
export function amend(history: History, next: Marks): History {
  return { ...history, now: next };
}

/** The last step taken back, if there is one. */
export function undo(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

/** The step taken back done again, if there is one. */
export function redo(history: History): History {
  const [after, ...future] = history.future;
  if (!after) return history;
  return { past: [...history.past, history.now], now: after, future };
}

/** Whether both say the same of every region. */
export function same(one: Marks, other: Marks): boolean {
  return one.size === other.size && [...one].every(([region, mark]) => alike(mark, other.get(region)));
}

/** Whether both say the same of one region. */
export function alike(one: Mark | undefined, other: Mark | undefined): boolean {
  return one?.strength === other?.strength && one?.depth === other?.depth;
}
