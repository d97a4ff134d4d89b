/** Where a session stands, told from the time of day, so that a sleeping tab loses nothing. Pure. */

import { countedBetween, cueAt, nextAt, workedBetween } from "./cues";
import type { Cue } from "./cues";

/** What has to be kept to go on after a reload. */
export interface Standing {
  readonly elapsed: number;
  readonly worked: number;
  readonly counted: number;
}

const HAIR_S = 0.01;

export class Clock {
  private elapsed: number;
  private worked: number;
  private counted: number;
  private ranSince: number | undefined;
  private waits = false;

  constructor(
    private readonly cues: readonly Cue[],
    private readonly total: number,
    standing: Partial<Standing> = {},
  ) {
    this.elapsed = Math.min(Math.max(standing.elapsed ?? 0, 0), total);
    this.worked = Math.max(standing.worked ?? 0, 0);
    this.counted = Math.max(standing.counted ?? 0, 0);
  }

  get isRunning(): boolean {
    return this.ranSince !== undefined;
  }

  get isOver(): boolean {
    return this.elapsed >= this.total;
  }

  get standing(): Standing {
    return { elapsed: this.elapsed, worked: this.worked, counted: this.counted };
  }

  /** Lets time pass from `now` on; all times are milliseconds of one clock. */
  start(now: number): void {
    if (!this.isOver) this.ranSince ??= now;
  }

  /** Counts what passed until `now` and says where the session stands. It stops by itself at the end. */
  tick(now: number): Standing {
    if (this.ranSince !== undefined) {
      const passed = Math.max(0, now - this.ranSince) / 1_000;
      const to = Math.min(this.elapsed + passed, this.limit());
      this.worked += workedBetween(this.cues, this.elapsed, to, this.total);
      this.counted += countedBetween(this.cues, this.elapsed, to, this.total);
      this.elapsed = Math.max(this.elapsed, to);
      this.ranSince = this.isOver ? undefined : now;
    }
    return this.standing;
  }

  /** Stands still from `now` on. */
  pause(now: number): void {
    this.tick(now);
    this.ranSince = undefined;
  }

  /** Goes to another second. What was skipped is not counted as done, what is repeated counts again. */
  seek(second: number, now: number): void {
    this.tick(now);
    this.elapsed = Math.min(Math.max(second, 0), this.total);
    if (this.isOver) this.ranSince = undefined;
  }

  /** Whether every movement waits at its end for `count`; such a movement counts at most the seconds planned for it. */
  waitForCount(waits: boolean, now: number): void {
    this.tick(now);
    this.waits = waits;
  }

  /** One movement is done, and the next begins. Nothing happens where nothing is counted. */
  count(now: number): void {
    this.tick(now);
    if (!this.isCounting()) return;
    this.counted += 1;
    this.seek(nextAt(this.cues, this.elapsed, this.total), now);
  }

  private isCounting(): boolean {
    return Boolean(this.cues[cueAt(this.cues, this.elapsed)]?.counts);
  }

  /** The second beyond which time may not carry the session. A tab that slept may not skip a movement either. */
  private limit(): number {
    if (!this.waits) return this.total;
    const counted = this.cues.findIndex((cue, place) => {
      const until = this.cues[place + 1]?.at_s ?? this.total;
      return Boolean(cue.counts) && until > this.elapsed;
    });
    return counted < 0 ? this.total : (this.cues[counted + 1]?.at_s ?? this.total) - HAIR_S;
  }
}
