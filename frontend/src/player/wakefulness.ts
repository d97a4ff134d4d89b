/** Keeps the screen on while a session runs, where the browser can. */

export class Wakefulness {
  private lock: WakeLockSentinel | undefined;
  private isWanted = false;

  constructor() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.isWanted) void this.ask();
    });
  }

  /** The screen stays on until it may sleep again. */
  hold(): void {
    this.isWanted = true;
    void this.ask();
  }

  /** The screen may sleep again. */
  release(): void {
    this.isWanted = false;
    void this.lock?.release().catch(() => undefined);
    this.lock = undefined;
  }

  private async ask(): Promise<void> {
    if (!("wakeLock" in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.isWanted) this.lock = lock;
      else await lock.release();
    } catch {
      // A browser that refuses, for example on low battery, leaves the screen as it is.
    }
  }
}
