/** What is said when, and what that means for the time. Pure. */

export interface Cue {
  readonly at_s: number;
  readonly kind: string;
  readonly text: string;
}

/** A stretch of time with one countdown: from one change of what to do to the next. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const AT_WORK = new Set(["work", "turn", "halfway", "nearly"]);
const GOES_ON = new Set(["turn", "halfway", "nearly"]);

/** The cues in order of time. */
export function ordered(cues: readonly Cue[]): readonly Cue[] {
  return [...cues].sort((one, other) => one.at_s - other.at_s);
}

/** The number of the cue that holds at `second`; -1 before the first. */
export function cueAt(cues: readonly Cue[], second: number): number {
  return cues.findLastIndex((cue) => cue.at_s <= second);
}

/** The seconds at which the next cue is said; `total` after the last. */
export function nextAt(cues: readonly Cue[], second: number, total: number): number {
  return cues.find((cue) => cue.at_s > second)?.at_s ?? total;
}

/** The countdown that `second` lies in. Cues that only remind do not begin a new one. */
export function spanAt(cues: readonly Cue[], second: number, total: number): Span {
  const begins = cues.filter((cue) => !GOES_ON.has(cue.kind)).map((cue) => cue.at_s);
  const from = begins.findLast((begin) => begin <= second) ?? 0;
  const to = begins.find((begin) => begin > second) ?? total;
  return { from, to };
}

/** How many of the seconds between `from` and `to` are work: getting ready and rests are not. */
export function workedBetween(cues: readonly Cue[], from: number, to: number, total: number): number {
  let worked = 0;
  cues.forEach((cue, place) => {
    if (!AT_WORK.has(cue.kind)) return;
    const until = cues[place + 1]?.at_s ?? total;
    worked += Math.max(0, Math.min(to, until) - Math.max(from, cue.at_s));
  });
  return worked;
}
