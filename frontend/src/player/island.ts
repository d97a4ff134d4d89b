/** The player: leads through a session by its cues, and hands over to the form at the end. */

import { button, make, readJson, wantsLessMotion } from "../elements";
import { forget, forThisTab, keep, recall } from "../kept";
import { Clock } from "./clock";
import type { Standing } from "./clock";
import { cueAt, nextAt, ordered, spanAt } from "./cues";
import type { Cue } from "./cues";
import { Face, WORDS } from "./face";
import { Tone, canSound, canSpeak, hush, speak } from "./voice";
import { Wakefulness } from "./wakefulness";

const BACK_S = 10;
const TICK_MS = 200;
const CHANGES = new Set(["work", "rest", "end"]);

/** What is kept in this tab; `ended` once the session is over and its form not sent yet. */
interface Kept extends Standing {
  readonly ended?: Ending;
}

type Ending = "done" | "hurt";

/**
 * Puts a timer before the list of cues of `root`. Without cues the page stays as it is, and also where the server sent
 * the form back with an answer to mend.
 */
export function enhancePlayer(root: HTMLElement): void {
  const cues = ordered((readJson(root, "cues") ?? []) as Cue[]);
  const total = Number(root.dataset["seconds"] ?? cues.at(-1)?.at_s ?? 0);
  const form = root.querySelector<HTMLFormElement>('form[data-role="done"]');
  if (cues.length === 0 || total <= 0 || !form) return;
  if (form.querySelector<HTMLInputElement>('input[name="seconds"]')?.value) hideMinutes(form);
  else if (!form.querySelector('[aria-invalid="true"]')) new Player(root, cues, total, form);
}

class Player {
  private readonly clock: Clock;
  private readonly face: Face;
  private readonly tone = new Tone();
  private readonly awake = new Wakefulness();
  private readonly place: string;
  private timer: ReturnType<typeof setInterval> | undefined;
  private saidCue = -1;
  private speaks = false;
  private sounds = false;
  private readonly stops = document.querySelector<HTMLFormElement>('form[data-role="stop"]');
  private isStopping = false;
  private isUntimed = false;
  private isOver = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly cues: readonly Cue[],
    private readonly total: number,
    private readonly form: HTMLFormElement,
  ) {
    this.place = `player:${root.dataset["key"] ?? location.pathname}`;
    const found = recall(forThisTab(), this.place);
    const kept = isKept(found) ? found : undefined;
    this.clock = new Clock(cues, total, kept);
    this.face = new Face(
      {
        toggle: () => this.toggle(),
        back: () => this.seek(this.clock.standing.elapsed - BACK_S),
        skip: () => this.seek(nextAt(cues, this.clock.standing.elapsed, total)),
        stop: () => this.askWhy(),
        hurts: () => this.finish("hurt"),
        enough: () => this.finish("done"),
        speak: (isOn) => this.letSpeak(isOn),
        sound: (isOn) => this.letSound(isOn),
      },
      { speak: canSpeak(), sound: canSound() },
    );
    this.settle();
    this.stops?.addEventListener("submit", (event) => this.stop(event));
    document.addEventListener("keydown", (event) => this.hear(event));
    document.addEventListener("visibilitychange", () => this.beat());
    window.addEventListener("pagehide", () => this.keep());
    if (kept?.ended) this.finish(kept.ended);
    else this.show();
  }

  private settle(): void {
    const stage = this.root.querySelector<HTMLElement>('[data-role="stage"]') ?? make("div", { "data-role": "stage" });
    if (!stage.isConnected) this.root.prepend(stage);
    stage.append(this.face.root);
    if (this.clock.standing.elapsed > 0) stage.prepend(make("p", { class: "player-note" }, WORDS.resumed));
    stage.hidden = false;

    const untimed = button({ class: "player-untimed" }, WORDS.untimed);
    untimed.addEventListener("click", () => {
      this.pause();
      this.isUntimed = true;
      untimed.hidden = true;
      this.open();
    });
    this.form.hidden = true;
    this.form.before(untimed);
    this.form.addEventListener("submit", () => {
      this.isOver = true;
      forget(forThisTab(), this.place);
    });
    this.root.classList.add("is-awake");
  }

  private toggle(): void {
    if (this.clock.isRunning) this.pause();
    else this.start();
    this.show();
  }

  private start(): void {
    this.isStopping = false;
    this.root.querySelector(".player-note")?.remove();
    this.clock.start(Date.now());
    this.awake.hold();
    this.timer ??= setInterval(() => this.beat(), TICK_MS);
    this.face.root.scrollIntoView?.({ block: "nearest", behavior: wantsLessMotion() ? "auto" : "smooth" });
    this.announce();
  }

  private pause(): void {
    this.clock.pause(Date.now());
    this.rest();
    hush();
    this.keep();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.awake.release();
  }

  private seek(second: number): void {
    this.clock.seek(second, Date.now());
    this.saidCue = -1;
    this.beat();
    this.keep();
  }

  private askWhy(): void {
    this.pause();
    this.isStopping = true;
    this.show();
  }

  private beat(): void {
    if (this.isOver) return;
    this.clock.tick(Date.now());
    if (this.clock.isRunning) this.announce();
    if (this.clock.isOver) {
      this.announce();
      this.finish("done");
    } else this.show();
  }

  private announce(): void {
    const place = cueAt(this.cues, this.clock.standing.elapsed);
    const cue = this.cues[place];
    if (!cue || place === this.saidCue) return;
    this.saidCue = place;
    if (this.speaks) speak(cue.text);
    if (this.sounds && CHANGES.has(cue.kind)) this.tone.sound();
    this.keep();
  }

  private show(): void {
    const { elapsed } = this.clock.standing;
    const place = cueAt(this.cues, elapsed);
    const hasBegun = this.clock.isRunning || elapsed > 0;
    this.face.show({
      phase: this.isStopping ? "stopping" : this.clock.isRunning ? "running" : hasBegun ? "paused" : "ready",
      second: elapsed,
      total: this.total,
      span: spanAt(this.cues, elapsed, this.total),
      cue: hasBegun ? (this.cues[place]?.text ?? "") : WORDS.ready,
      next: this.cues[hasBegun ? place + 1 : 0]?.text ?? "",
    });
    this.root.querySelectorAll(".cue-list li").forEach((line, number) => {
      line.classList.toggle("is-now", hasBegun && number === place);
    });
  }

  /** Ends the session: the form knows what was done, and the person goes on there. */
  private finish(ended: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.clock.pause(Date.now());
    this.rest();
    keep(forThisTab(), this.place, { ...this.clock.standing, ended } satisfies Kept);
    this.fill("seconds", this.worked());
    this.fill("stopped", ended === "hurt" ? "1" : "");
    hideMinutes(this.form);
    this.root.dataset["over"] = ended;
    const word = make("p", { class: "player-over", role: "status" }, ended === "hurt" ? WORDS.stopped : WORDS.done);
    this.root.querySelector('[data-role="stage"]')?.replaceChildren(word);
    this.root.querySelector(".player-untimed")?.remove();
    this.open();
  }

  /** Something feels wrong: the timer stands still, and what was done goes along. Too much pain alone asks how it was. */
  private stop(event: SubmitEvent): void {
    if (event.submitter?.dataset["role"] === "hurts") {
      event.preventDefault();
      this.hurt();
      return;
    }
    this.pause();
    if (!this.isUntimed || this.clock.standing.elapsed > 0) fill(this.stops, "seconds", this.worked());
    this.isOver = true;
    forget(forThisTab(), this.place);
  }

  private hurt(): void {
    if (!this.isOver) this.finish("hurt");
    else {
      this.fill("stopped", "1");
      this.root.dataset["over"] = "hurt";
      this.open();
    }
  }

  private worked(): string {
    return String(Math.round(this.clock.standing.worked));
  }

  private open(): void {
    this.form.hidden = false;
    const fields = this.form.querySelectorAll<HTMLElement>("h2, legend, input, select, textarea, button");
    const first = [...fields].find((field) => !(field as HTMLInputElement).disabled && field.getAttribute("type") !== "hidden");
    if (first?.matches("h2, legend")) first.tabIndex = -1;
    first?.focus();
    this.form.scrollIntoView?.({ block: "start" });
  }

  private fill(name: string, value: string): void {
    fill(this.form, name, value);
  }

  private letSpeak(isOn: boolean): void {
    this.speaks = isOn;
    if (!isOn) hush();
    else if (this.clock.isRunning) speak(this.cues[cueAt(this.cues, this.clock.standing.elapsed)]?.text ?? "");
  }

  private letSound(isOn: boolean): void {
    this.sounds = isOn;
    this.tone.prepare();
    if (isOn) this.tone.sound();
  }

  private keep(): void {
    if (!this.isOver && this.clock.standing.elapsed > 0) keep(forThisTab(), this.place, this.clock.standing);
  }

  private hear(event: KeyboardEvent): void {
    const isTaken = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    if (event.key === "Escape" && !isTaken && this.stops) {
      event.preventDefault();
      this.pause();
      if (!this.isOver) this.show();
      this.stops.querySelector("button")?.focus({ preventScroll: true });
      return;
    }
    const onControl = event.target instanceof Element && event.target.closest("a, input, select, textarea, summary");
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (this.isOver || isTaken || onControl) return;
    const { elapsed } = this.clock.standing;
    if (event.key === " " && !onButton) this.toggle();
    else if (event.key === "ArrowLeft") this.seek(elapsed - BACK_S);
    else if (event.key === "ArrowRight") this.seek(nextAt(this.cues, elapsed, this.total));
    else return;
    event.preventDefault();
  }
}

function fill(form: HTMLFormElement | null, name: string, value: string): void {
  const field = form?.querySelector<HTMLInputElement>(`input[name="${name}"]`);
  if (field) field.value = value;
}

function hideMinutes(form: HTMLFormElement): void {
  for (const untimed of form.querySelectorAll<HTMLElement>('[data-role="minutes"]')) {
    untimed.hidden = true;
    for (const field of untimed.querySelectorAll("input")) field.disabled = true;
  }
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null | undefined;
  return typeof kept?.elapsed === "number" && typeof kept.worked === "number";
}
