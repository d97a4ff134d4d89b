/** What the player shows: the ring, the cue, what comes next, and the buttons. */

import { button, change, draw, icon, make } from "../elements";
import type { Span } from "./cues";

export const WORDS = {
  start: "Start",
  goOn: "Go on",
  pause: "Pause",
  back: "Back ",
  tenSeconds: "10 s",
  skip: "Next",
  stop: "Stop",
  speak: "Speak",
  sound: "Tone",
  ready: "Ready when you are.",
  paused: "Paused",
  next: "Next",
  left: "left in all",
  why: "Paused. What made you stop?",
  hurts: "It hurts",
  enough: "Enough for now",
  carryOn: "Carry on",
  untimed: "Done without the timer? Write it down.",
  done: "Done.",
  stopped: "Stopped. That was the right thing to do.",
  resumed: "You were in the middle of this. It waits where you left it.",
  keys: "Space starts and pauses. Left goes back, right goes on. Escape stops.",
} as const;

const HAIR_S = 0.01;
const RADIUS = 88;
const AROUND = 2 * Math.PI * RADIUS;
const PLAY = ["M7 4v16l13-8Z"];
const PAUSE = ["M8 5v14", "M16 5v14"];
const BACK = ["M4 12a8 8 0 1 0 3-6.2", "M7 2v4h4"];
const SKIP = ["M5 5v14l10-7Z", "M19 5v14"];
const STOP = ["M6 6h12v12H6Z"];

export interface FaceActions {
  toggle(): void;
  back(): void;
  skip(): void;
  stop(): void;
  hurts(): void;
  enough(): void;
  speak(isOn: boolean): void;
  sound(isOn: boolean): void;
}

/** What the face shows at one moment. */
export interface Moment {
  readonly phase: "ready" | "running" | "paused" | "stopping";
  readonly second: number;
  readonly total: number;
  readonly span: Span;
  readonly cue: string;
  readonly next: string;
}

export class Face {
  readonly root: HTMLElement;
  private readonly ring = draw("circle", { class: "ring-left", cx: 100, cy: 100, r: RADIUS, "stroke-dasharray": AROUND });
  private readonly digits = make("span", { class: "player-digits" });
  private readonly under = make("span", { class: "player-under" });
  private readonly cue = make("p", { class: "player-cue", "aria-live": "polite" });
  private readonly next = make("p", { class: "player-next" });
  private readonly bar = make("progress", { class: "player-progress", max: 1, value: 0, "aria-label": "How far you are" });
  private readonly play = make("button", { type: "button", class: "player-play" });
  private readonly controls: HTMLElement;
  private readonly question: HTMLElement;
  private readonly carryOn: HTMLButtonElement;
  private shownPlay = "";

  constructor(actions: FaceActions, can: { speak: boolean; sound: boolean }) {
    const dial = draw(
      "svg",
      { class: "player-ring", viewBox: "0 0 200 200", "aria-hidden": "true" },
      draw("circle", { class: "ring-track", cx: 100, cy: 100, r: RADIUS }),
      this.ring,
    );
    this.play.addEventListener("click", () => actions.toggle());
    const back = control(WORDS.tenSeconds, BACK, actions.back);
    back.querySelector("span")?.prepend(make("span", { class: "visually-hidden" }, WORDS.back));
    const skip = control(WORDS.skip, SKIP, actions.skip);
    const stop = control(WORDS.stop, STOP, actions.stop);
    this.controls = make("div", { class: "player-controls" }, back, this.play, skip, stop);

    this.carryOn = button({ class: "player-choice" }, WORDS.carryOn);
    this.carryOn.addEventListener("click", () => actions.toggle());
    const hurts = button({ class: "player-choice is-pain" }, WORDS.hurts);
    hurts.addEventListener("click", () => actions.hurts());
    const enough = button({ class: "player-choice" }, WORDS.enough);
    enough.addEventListener("click", () => actions.enough());
    const choices = make("div", { class: "player-choices" }, this.carryOn, enough, hurts);
    this.question = make("div", { class: "player-question", role: "group", "aria-label": WORDS.why }, make("p", {}, WORDS.why), choices);
    this.question.hidden = true;

    const extras = make("div", { class: "player-extras" });
    if (can.speak) extras.append(toggle(WORDS.speak, actions.speak));
    if (can.sound) extras.append(toggle(WORDS.sound, actions.sound));

    const clock = make("div", { class: "player-clock", role: "timer", "aria-live": "off" }, this.digits, this.under);
    this.root = make(
      "div",
      { class: "player-face" },
      make("div", { class: "player-dial" }, dial, clock),
      this.cue,
      this.next,
      this.bar,
      this.controls,
      this.question,
      extras,
      make("p", { class: "player-keys" }, WORDS.keys),
    );
  }

  /** Shows this moment. */
  show(moment: Moment): void {
    const { span, second, total, phase } = moment;
    const length = Math.max(span.to - span.from, 0.001);
    const left = Math.max(span.to - second, 0);
    change(this.ring, { "stroke-dashoffset": (AROUND * (1 - left / length)).toFixed(2) });
    write(this.digits, countdown(left));
    write(this.under, phase === "paused" ? WORDS.paused : `${countdown(total - second)} ${WORDS.left}`);
    write(this.cue, moment.cue);
    write(this.next, moment.next ? `${WORDS.next}: ${moment.next}` : "");
    this.bar.value = total > 0 ? second / total : 0;
    this.root.dataset["phase"] = phase;
    this.showPlay(phase === "running" ? WORDS.pause : phase === "ready" ? WORDS.start : WORDS.goOn);
    this.ask(phase === "stopping");
  }

  private showPlay(label: string): void {
    if (label === this.shownPlay) return;
    this.shownPlay = label;
    this.play.replaceChildren(icon(...(label === WORDS.pause ? PAUSE : PLAY)), label);
  }

  private ask(isAsking: boolean): void {
    if (this.question.hidden === !isAsking) return;
    this.question.hidden = !isAsking;
    this.controls.hidden = isAsking;
    if (isAsking) this.carryOn.focus();
    else this.play.focus();
  }
}

/** Seconds as minutes and seconds, as on a clock. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function countdown(seconds: number): string {
  return minutes(Math.ceil(seconds - HAIR_S));
}

function write(place: HTMLElement, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}

function control(label: string, paths: readonly string[], act: () => void): HTMLButtonElement {
  const made = button({ class: "player-control" }, icon(...paths), make("span", {}, label));
  made.addEventListener("click", () => act());
  return made;
}

function toggle(label: string, act: (isOn: boolean) => void): HTMLButtonElement {
  const made = button({ class: "player-toggle", "aria-pressed": "false" }, label);
  made.addEventListener("click", () => {
    const isOn = made.getAttribute("aria-pressed") !== "true";
    change(made, { "aria-pressed": String(isOn) });
    act(isOn);
  });
  return made;
}
