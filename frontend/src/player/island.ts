/** The player: leads through a session by its cues, and hands over to the form at the end. */

import { button, make, readJson, wantsLessMotion } from "../elements";
import { Clock } from "./clock";
import { cueAt, frameAt, nextAt, ordered, rollAt, spanAt } from "./cues";
import type { Cue } from "./cues";
import { Face, WORDS } from "./face";
import type { Phase } from "./face";
import { Figure, isDrawn } from "./figure";
import { Memory, keepChoices, recallChoices } from "./memory";
import type { Choices, Ending } from "./memory";
import { Screen } from "./screen";
import { Tone, canShake, canSound, canSpeak, hush, shake, speak } from "./voice";
import { Wakefulness } from "./wakefulness";

const BACK_S = 10;
const TICK_MS = 200;
const CHANGES = new Set(["tense", "work", "rest", "end"]);

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
  private readonly figure: Figure | undefined;
  private readonly memory: Memory;
  private readonly screen: Screen;
  private readonly stage: HTMLElement;
  private readonly tone = new Tone();
  private readonly awake = new Wakefulness();
  private readonly isCalm = wantsLessMotion();
  private readonly stops = document.querySelector<HTMLFormElement>('form[data-role="stop"]');
  private readonly swap = document.querySelector<HTMLFormElement>('form[data-role="swap"]');
  private timer: ReturnType<typeof setInterval> | undefined;
  private saidCue = -1;
  private saidPlace = "";
  private choices: Choices = recallChoices();
  private asks: "why" | "hurts" | undefined;
  private countsSelf = false;
  private hasEased = false;
  private isUntimed = false;
  private isOver = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly cues: readonly Cue[],
    private readonly total: number,
    private readonly form: HTMLFormElement,
  ) {
    this.memory = new Memory(root.dataset["key"] ?? location.pathname);
    const kept = this.memory.recall();
    this.hasEased = kept?.eased === true;
    this.clock = new Clock(cues, total, kept);
    const drawn = readJson(root, "figure");
    this.figure = isDrawn(drawn) ? new Figure(drawn, this.isCalm) : undefined;
    this.stage = root.querySelector<HTMLElement>('[data-role="stage"]') ?? make("div", { "data-role": "stage" });
    this.face = this.build();
    this.screen = new Screen(this.stage, this.stops, () => this.hold());
    this.settle();
    this.stops?.addEventListener("submit", (event) => this.stop(event));
    this.swap?.addEventListener("submit", () => this.handOver(this.swap));
    document.addEventListener("keydown", (event) => this.hear(event));
    document.addEventListener("visibilitychange", () => this.beat());
    window.addEventListener("pagehide", () => this.keep());
    if (kept?.ended) this.finish(kept.ended);
    else this.show();
  }

  private build(): Face {
    const hurts = this.root.querySelectorAll('[data-role="ease"] p');
    return new Face(
      {
        toggle: () => this.toggle(),
        back: () => this.seek(this.clock.standing.elapsed - BACK_S),
        skip: () => this.seek(nextAt(this.cues, this.clock.standing.elapsed, this.total)),
        stop: () => this.ask("why"),
        hurts: () => this.ask("hurts"),
        enough: () => this.finish("done"),
        ease: () => this.ease(),
        give: () => this.finish("hurt"),
        leave: () => this.leave(),
        count: () => this.count(),
        countSelf: (isOn) => this.countSelf(isOn),
        speak: (isOn) => this.letSpeak(isOn),
        sound: (isOn) => this.letSound(isOn),
      },
      {
        speak: canSpeak(),
        sound: canSound(),
        shake: canShake(),
        counts: this.root.dataset["counted"] !== undefined,
        rolls: this.cues.some((cue) => cue.way) && !this.isCalm,
        on: this.choices,
        step: this.root.dataset["step"] ?? "",
        figure: this.figure,
        ease: [...hurts].map((text) => text.textContent),
        swap: this.swap,
      },
    );
  }

  private settle(): void {
    const { stage } = this;
    if (!stage.isConnected) this.root.prepend(stage);
    stage.setAttribute("aria-label", WORDS.session);
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
      this.memory.forget();
    });
    this.root.classList.add("is-awake");
  }

  private toggle(): void {
    if (this.clock.isRunning) this.pause();
    else this.start();
    this.show();
  }

  private start(): void {
    this.asks = undefined;
    this.root.querySelector(".player-note")?.remove();
    this.clock.start(Date.now());
    this.awake.hold();
    if (this.choices.sounds) this.tone.prepare();
    this.timer ??= setInterval(() => this.beat(), TICK_MS);
    if (!this.screen.isOpen) {
      this.screen.open();
      this.face.focus();
    }
    this.announce();
    this.follow();
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

  private ask(what: "why" | "hurts"): void {
    this.pause();
    this.asks = what;
    this.show();
  }

  /** It is let up: what hurt is gentler now, and the session goes on. */
  private ease(): void {
    this.hasEased = true;
    this.start();
    this.show();
  }

  private leave(): void {
    this.pause();
    this.screen.close();
    this.show();
    this.face.focus();
  }

  /** Stands still at the buttons that stop at once. */
  private hold(): void {
    this.pause();
    if (!this.isOver) this.show();
    this.stops?.querySelector("button")?.focus({ preventScroll: true });
  }

  private count(): void {
    if (!this.clock.isRunning) this.start();
    this.clock.count(Date.now());
    this.beat();
  }

  private countSelf(isOn: boolean): void {
    this.countsSelf = isOn;
    this.clock.waitForCount(isOn, Date.now());
    this.face.letCount(isOn);
  }

  private beat(): void {
    if (this.isOver) return;
    this.clock.tick(Date.now());
    if (this.clock.isRunning) {
      this.announce();
      this.keep();
    }
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
    if (this.choices.speaks) speak(this.aloud(cue));
    if (this.choices.sounds && CHANGES.has(cue.kind)) {
      this.tone.sound();
      shake();
    }
  }

  /** The cue as it is spoken: the side, spot and round go first where they change. */
  private aloud(cue: Cue): string {
    const where = cue.place && cue.place !== this.saidPlace ? `${cue.place.replaceAll(" · ", ", ")}. ` : "";
    this.saidPlace = cue.place ?? "";
    return where + cue.text;
  }

  /** The marker of a roll follows the clock from frame to frame of the screen. */
  private follow(): void {
    const elapsed = this.clock.tick(Date.now()).elapsed;
    const share = rollAt(this.cues, elapsed, this.total);
    if (share !== undefined) this.face.roll(share);
    if (this.clock.isRunning && !this.isCalm && this.cues.some((cue) => cue.way)) {
      requestAnimationFrame(() => this.follow());
    }
  }

  private show(): void {
    const { elapsed } = this.clock.standing;
    const place = cueAt(this.cues, elapsed);
    const hasBegun = this.clock.isRunning || elapsed > 0;
    const cue = this.cues[hasBegun ? place : 0];
    this.face.show({
      phase: this.phase(hasBegun),
      second: elapsed,
      total: this.total,
      span: spanAt(this.cues, elapsed, this.total),
      cue: hasBegun ? (cue?.text ?? "") : WORDS.ready,
      place: cue?.place ?? "",
      spot: cue?.spot ?? "",
      count: cue?.count ?? 0,
      counts: cue?.counts ?? 0,
      next: this.next(hasBegun ? place : -1),
      frame: frameAt(this.cues, elapsed, this.total, this.figure?.count ?? 0),
    });
    this.root.querySelectorAll(".cue-list li").forEach((line, number) => {
      line.classList.toggle("is-now", hasBegun && number === place);
    });
  }

  private phase(hasBegun: boolean): Phase {
    if (this.asks) return this.asks === "why" ? "stopping" : "hurting";
    return this.clock.isRunning ? "running" : hasBegun ? "paused" : "ready";
  }

  /** What is said next. Within counted movements that is what comes after them, not the same words again. */
  private next(place: number): string {
    const here = this.cues[place];
    const after = this.cues.slice(place + 1);
    const found = here?.counts ? after.find((cue) => !cue.counts || cue.way !== here.way) : after[0];
    return found?.text ?? "";
  }

  /** Ends the session: the form knows what was done, and the person goes on there. */
  private finish(ended: Ending): void {
    if (this.isOver) return;
    this.isOver = true;
    this.clock.pause(Date.now());
    this.rest();
    this.memory.keep({ ...this.clock.standing, ended, eased: this.hasEased });
    this.handOver(this.form);
    fill(this.form, "stopped", ended === "hurt" ? "1" : "");
    hideMinutes(this.form);
    this.root.dataset["over"] = ended;
    this.screen.close();
    const word = make("p", { class: "player-over", role: "status" }, ended === "hurt" ? WORDS.stopped : WORDS.done);
    this.stage.replaceChildren(word);
    this.root.querySelector(".player-untimed")?.remove();
    this.open();
  }

  /** Something feels wrong: the timer stands still, and what was done goes along. Pain alone can be eased first. */
  private stop(event: SubmitEvent): void {
    if (event.submitter?.dataset["role"] === "hurts") {
      event.preventDefault();
      this.hurt();
      return;
    }
    this.pause();
    if (!this.isUntimed || this.clock.standing.elapsed > 0) this.handOver(this.stops);
    this.isOver = true;
    this.memory.forget();
  }

  private hurt(): void {
    if (!this.isOver) this.ask("hurts");
    else {
      fill(this.form, "stopped", "1");
      this.root.dataset["over"] = "hurt";
      this.open();
    }
  }

  /** A form is told what was really done. */
  private handOver(form: HTMLFormElement | null): void {
    const { worked, counted } = this.clock.standing;
    fill(form, "seconds", String(Math.round(worked)));
    fill(form, "counted", counted ? String(counted) : "");
    fill(form, "eased", this.hasEased ? "1" : "");
    if (form === this.swap) this.memory.forget();
  }

  private open(): void {
    this.form.hidden = false;
    const fields = this.form.querySelectorAll<HTMLElement>("h2, legend, input, select, textarea, button");
    const first = [...fields].find((field) => !(field as HTMLInputElement).disabled && field.getAttribute("type") !== "hidden");
    if (first?.matches("h2, legend")) first.tabIndex = -1;
    first?.focus();
    this.form.scrollIntoView?.({ block: "start" });
  }

  private letSpeak(isOn: boolean): void {
    this.choose({ ...this.choices, speaks: isOn });
    if (!isOn) hush();
    else if (this.clock.isRunning) speak(this.cues[cueAt(this.cues, this.clock.standing.elapsed)]?.text ?? "");
  }

  private letSound(isOn: boolean): void {
    this.choose({ ...this.choices, sounds: isOn });
    this.tone.prepare();
    if (isOn) {
      this.tone.sound();
      shake();
    }
  }

  private choose(choices: Choices): void {
    this.choices = choices;
    keepChoices(choices);
  }

  private keep(): void {
    if (!this.isOver && this.clock.standing.elapsed > 0) this.memory.keep({ ...this.clock.standing, eased: this.hasEased });
  }

  private hear(event: KeyboardEvent): void {
    const isTaken = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    if (event.key === "Escape" && !isTaken && this.stops) {
      event.preventDefault();
      if (this.screen.isOpen && this.stops.contains(document.activeElement)) this.leave();
      else this.hold();
      return;
    }
    const onControl = event.target instanceof Element && event.target.closest("a, input, select, textarea, summary");
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (this.isOver || isTaken || onControl || this.asks) return;
    const { elapsed } = this.clock.standing;
    if (event.key === " " && !onButton) this.space();
    else if (event.key === "ArrowLeft") this.seek(elapsed - BACK_S);
    else if (event.key === "ArrowRight") this.seek(nextAt(this.cues, elapsed, this.total));
    else return;
    event.preventDefault();
  }

  private space(): void {
    if (this.countsSelf && this.clock.isRunning) this.count();
    else this.toggle();
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
