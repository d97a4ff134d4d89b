/** What is said when, and what that means for the time. Pure. */

export interface Cue {
  readonly at_s: number;
  readonly kind: string;
  readonly text: string;
  /** Side, spot and round in a line, where there is more than one. */
  readonly place?: string;
  /** Where the spot is. */
  readonly spot?: string;
  /** Which movement of how many. */
  readonly count?: number;
  readonly counts?: number;
  /** The way of a roll: `along` or `back`. */
  readonly way?: string;
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

/** Whether the seconds of this cue count as done: getting ready, tensing and rests do not. */
export function isWork(cue: Cue | undefined): boolean {
  return cue !== undefined && AT_WORK.has(cue.kind);
}

/** How many of the seconds between `from` and `to` are work: getting ready and rests are not. */
export function workedBetween(cues: readonly Cue[], from: number, to: number, total: number): number {
  let worked = 0;
  cues.forEach((cue, place) => {
    if (!isWork(cue)) return;
    const until = cues[place + 1]?.at_s ?? total;
    worked += Math.max(0, Math.min(to, until) - Math.max(from, cue.at_s));
  });
  return worked;
}

/** How many movements come to their end after `from`, up to and with `to`. */
export function countedBetween(cues: readonly Cue[], from: number, to: number, total: number): number {
  return cues.filter((cue, place) => {
    const until = cues[place + 1]?.at_s ?? total;
    return Boolean(cue.counts) && from < until && until <= to;
  }).length;
}

/** How far a roll is along the muscle, 0 to 1, slow at both ends; undefined where nothing rolls. */
export function rollAt(cues: readonly Cue[], second: number, total: number): number | undefined {
  const cue = cues[cueAt(cues, second)];
  if (!cue?.way) return undefined;
  const length = nextAt(cues, second, total) - cue.at_s;
  const eased = (1 - Math.cos(Math.PI * Math.min(1, (second - cue.at_s) / length))) / 2;
  return cue.way === "back" ? 1 - eased : eased;
}

/**
 * Which of `frames` pictures shows what is done at `second`: the first while getting ready and at rest, the last while
 * holding; a movement goes through all of them and back.
 */
export function frameAt(cues: readonly Cue[], second: number, total: number, frames: number): number {
  const cue = cues[cueAt(cues, second)];
  if (frames < 2 || !cue) return 0;
  if (cue.kind === "tense") return Math.max(0, frames - 2);
  if (!isWork(cue)) return 0;
  if (!cue.counts) return frames - 1;
  const done = Math.min(0.999, (second - cue.at_s) / (nextAt(cues, second, total) - cue.at_s));
  if (cue.way) return Math.round((rollAt(cues, second, total) ?? 0) * (frames - 1));
  return Math.min(frames - 1, Math.floor((1 - Math.abs(2 * done - 1)) * frames));
}
