/** Where a session stands, told from the time of day, so that a sleeping tab loses nothing. Pure. */

import { workedBetween } from "./cues";
import type { Cue } from "./cues";

/** What has to be kept to go on after a reload. */
export interface Standing {
  readonly elapsed: number;
  readonly worked: number;
}

export class Clock {
  private elapsed: number;
  private worked: number;
  private ranSince: number | undefined;

  constructor(
    private readonly cues: readonly Cue[],
    private readonly total: number,
    standing: Standing = { elapsed: 0, worked: 0 },
  ) {
    this.elapsed = Math.min(Math.max(standing.elapsed, 0), total);
    this.worked = Math.max(standing.worked, 0);
  }

  get isRunning(): boolean {
    return this.ranSince !== undefined;
  }

  get isOver(): boolean {
    return this.elapsed >= this.total;
  }

  get standing(): Standing {
    return { elapsed: this.elapsed, worked: this.worked };
  }

  /** Lets time pass from `now` on; all times are milliseconds of one clock. */
  start(now: number): void {
    if (!this.isOver) this.ranSince ??= now;
  }

  /** Counts what passed until `now` and says where the session stands. It stops by itself at the end. */
  tick(now: number): Standing {
    if (this.ranSince !== undefined) {
      const passed = Math.max(0, now - this.ranSince) / 1_000;
      const to = Math.min(this.elapsed + passed, this.total);
      this.worked += workedBetween(this.cues, this.elapsed, to, this.total);
      this.elapsed = to;
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
}
