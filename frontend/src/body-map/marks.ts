/** What is marked on the body, and the way back. Pure: nothing here knows the page. */

export const STRONGEST = 10;

/** Region → strength from 1 to 10. What is not marked is not in it. */
export type Marks = ReadonlyMap<string, number>;

export interface History {
  readonly past: readonly Marks[];
  readonly now: Marks;
  readonly future: readonly Marks[];
}

/** A history that starts from these marks and has no way back. */
export function begin(marks: Marks): History {
  return { past: [], now: marks, future: [] };
}

/** The marks with `region` at `strength`; 0 takes the mark away. */
export function marked(marks: Marks, region: string, strength: number): Marks {
  if ((marks.get(region) ?? 0) === strength) return marks;
  const next = new Map(marks);
  if (strength > 0) next.set(region, Math.min(strength, STRONGEST));
  else next.delete(region);
  return next;
}

/** The strength a tap leaves behind: the chosen one, or none where it already was the chosen one. */
export function tapped(marks: Marks, region: string, chosen: number): number {
  return marks.get(region) === chosen ? 0 : chosen;
}

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
  return one.size === other.size && [...one].every(([region, strength]) => other.get(region) === strength);
}
