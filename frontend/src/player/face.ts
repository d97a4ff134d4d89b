/** What the player shows: the figure, the ring, the cue, what comes next, and the buttons. */

import { button, change, draw, icon, make } from "../elements";
import type { Span } from "./cues";
import type { Figure } from "./figure";
import { Hurts, choice } from "./hurts";
import type { HurtsParts } from "./hurts";

export const WORDS = {
  start: "Start",
  goOn: "Go on",
  pause: "Pause",
  back: "Back ",
  tenSeconds: "10 s",
  skip: "Next",
  stop: "Stop",
  leave: "Leave full screen",
  session: "The session",
  now: "What to do now",
  speak: "Speak",
  sound: "Tone",
  shake: "Tone and shake",
  counting: "Count myself",
  count: "Count one",
  of: "of",
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
const TRACK = { from: 16, to: 284, y: 20 } as const;
const PLAY = ["M7 4v16l13-8Z"];
const PAUSE = ["M8 5v14", "M16 5v14"];
const BACK = ["M4 12a8 8 0 1 0 3-6.2", "M7 2v4h4"];
const SKIP = ["M5 5v14l10-7Z", "M19 5v14"];
const STOP = ["M6 6h12v12H6Z"];
const LEAVE = ["M5 5l14 14", "M19 5 5 19"];

export interface FaceActions {
  toggle(): void;
  back(): void;
  skip(): void;
  stop(): void;
  hurts(): void;
  enough(): void;
  ease(): void;
  give(): void;
  leave(): void;
  count(): void;
  countSelf(isOn: boolean): void;
  speak(isOn: boolean): void;
  sound(isOn: boolean): void;
}

/** What this device and this step can do; what is on already is `true` in `on`. */
export interface FaceParts extends HurtsParts {
  readonly speak: boolean;
  readonly sound: boolean;
  readonly shake: boolean;
  readonly counts: boolean;
  readonly rolls: boolean;
  readonly on: { readonly speaks: boolean; readonly sounds: boolean };
  readonly step: string;
  readonly figure: Figure | undefined;
}

export type Phase = "ready" | "running" | "paused" | "stopping" | "hurting";

/** What the face shows at one moment. */
export interface Moment {
  readonly phase: Phase;
  readonly second: number;
  readonly total: number;
  readonly span: Span;
  readonly cue: string;
  readonly place: string;
  readonly spot: string;
  readonly count: number;
  readonly counts: number;
  readonly next: string;
  readonly frame: number;
}

export class Face {
  readonly root: HTMLElement;
  private readonly ring = draw("circle", { class: "ring-left", cx: 100, cy: 100, r: RADIUS, "stroke-dasharray": AROUND });
  private readonly digits = make("span", { class: "player-digits" });
  private readonly under = make("span", { class: "player-under" });
  private readonly place = make("p", { class: "player-place" });
  private readonly spot = make("p", { class: "player-spot" });
  private readonly cue = make("p", { class: "player-cue", "aria-live": "polite" });
  private readonly count = make("p", { class: "player-count" });
  private readonly next = make("p", { class: "player-next" });
  private readonly bar = make("progress", { class: "player-progress", max: 1, value: 0, "aria-label": "How far you are" });
  private readonly play = make("button", { type: "button", class: "player-play" });
  private readonly tap = button({ class: "player-tap", hidden: true }, WORDS.count);
  private readonly marker = draw("circle", { class: "roll-marker", cx: TRACK.from, cy: TRACK.y, r: 12 });
  private readonly controls: HTMLElement;
  private readonly question: HTMLElement;
  private readonly carryOn: HTMLButtonElement;
  private readonly hurts: Hurts;
  private readonly figure: Figure | undefined;
  private shownPlay = "";

  constructor(actions: FaceActions, parts: FaceParts) {
    this.figure = parts.figure;
    const dial = draw(
      "svg",
      { class: "player-ring", viewBox: "0 0 200 200", "aria-hidden": "true" },
      draw("circle", { class: "ring-track", cx: 100, cy: 100, r: RADIUS }),
      this.ring,
    );
    this.play.addEventListener("click", () => actions.toggle());
    this.tap.addEventListener("click", () => actions.count());
    const back = control(WORDS.tenSeconds, BACK, actions.back);
    back.querySelector("span")?.prepend(make("span", { class: "visually-hidden" }, WORDS.back));
    const skip = control(WORDS.skip, SKIP, actions.skip);
    const stop = control(WORDS.stop, STOP, actions.stop);
    this.controls = make("div", { class: "player-controls" }, this.tap, back, this.play, skip, stop);

    this.carryOn = choice(WORDS.carryOn, actions.toggle);
    const hurts = choice(WORDS.hurts, actions.hurts);
    hurts.classList.add("is-pain");
    const choices = make("div", { class: "player-choices" }, this.carryOn, choice(WORDS.enough, actions.enough), hurts);
    this.question = make("div", { class: "player-question", role: "group", "aria-label": WORDS.why }, make("p", {}, WORDS.why), choices);
    this.question.hidden = true;
    this.hurts = new Hurts(actions, parts);

    const leave = button({ class: "player-leave", "aria-label": WORDS.leave }, icon(...LEAVE));
    leave.addEventListener("click", () => actions.leave());
    const clock = make("div", { class: "player-clock", role: "timer", "aria-live": "off" }, this.digits, this.under);
    const track = draw(
      "svg",
      { class: "roll-track", viewBox: "0 0 300 40", "aria-hidden": "true" },
      draw("path", { d: `M${TRACK.from} ${TRACK.y}H${TRACK.to}` }),
      this.marker,
    );
    this.root = make(
      "div",
      { class: "player-face" },
      make("div", { class: "player-top" }, make("span", { class: "player-step" }, parts.step), leave),
      make(
        "div",
        { class: "player-view", tabindex: 0, role: "group", "aria-label": WORDS.now },
        make(
          "div",
          { class: "player-seen" },
          ...(parts.figure ? [parts.figure.root] : []),
          make("div", { class: "player-dial" }, dial, clock),
        ),
        make(
          "div",
          { class: "player-said" },
          this.place,
          this.cue,
          ...(parts.rolls ? [track] : []),
          this.count,
          this.spot,
          this.next,
          this.extras(actions, parts),
        ),
      ),
      make(
        "div",
        { class: "player-act" },
        this.bar,
        this.controls,
        this.question,
        this.hurts.root,
        make("p", { class: "player-keys" }, WORDS.keys),
      ),
    );
  }

  /** Shows this moment. */
  show(moment: Moment): void {
    const { span, second, total, phase } = moment;
    const length = Math.max(span.to - span.from, 0.001);
    const left = Math.max(span.to - second, 0);
    change(this.ring, { "stroke-dashoffset": (AROUND * (1 - left / length)).toFixed(2) });
    write(this.digits, countdown(left));
    write(this.under, phase === "paused" || phase === "hurting" ? WORDS.paused : `${countdown(total - second)} ${WORDS.left}`);
    write(this.place, moment.place);
    write(this.spot, moment.spot);
    write(this.cue, moment.cue);
    write(this.count, moment.counts > 1 ? `${moment.count} ${WORDS.of} ${moment.counts}` : "");
    write(this.next, moment.next ? `${WORDS.next}: ${moment.next}` : "");
    this.bar.value = total > 0 ? second / total : 0;
    this.root.dataset["phase"] = phase;
    this.figure?.show(moment.frame);
    this.showPlay(phase === "running" ? WORDS.pause : phase === "ready" ? WORDS.start : WORDS.goOn);
    this.ask(phase);
  }

  /** Moves what goes along the muscle to this share of the way. */
  roll(share: number): void {
    change(this.marker, { cx: (TRACK.from + share * (TRACK.to - TRACK.from)).toFixed(1) });
  }

  /** Whether the person counts: then one large button is there to tap. */
  letCount(isOn: boolean): void {
    this.tap.hidden = !isOn;
  }

  /** Puts the focus on the button that starts and pauses. */
  focus(): void {
    this.play.focus({ preventScroll: true });
  }

  private extras(actions: FaceActions, parts: FaceParts): HTMLElement {
    const extras = make("div", { class: "player-extras" });
    if (parts.counts) extras.append(toggle(WORDS.counting, false, actions.countSelf));
    if (parts.speak) extras.append(toggle(WORDS.speak, parts.on.speaks, actions.speak));
    if (parts.sound) extras.append(toggle(parts.shake ? WORDS.shake : WORDS.sound, parts.on.sounds, actions.sound));
    return extras;
  }

  private showPlay(label: string): void {
    if (label === this.shownPlay) return;
    this.shownPlay = label;
    this.play.replaceChildren(icon(...(label === WORDS.pause ? PAUSE : PLAY)), label);
  }

  private ask(phase: Phase): void {
    const asks = phase === "stopping" ? this.question : phase === "hurting" ? this.hurts.root : this.controls;
    if (!asks.hidden) return;
    for (const each of [this.question, this.hurts.root, this.controls]) each.hidden = each !== asks;
    if (asks === this.question) this.carryOn.focus();
    else if (asks === this.hurts.root) this.hurts.focus();
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

function toggle(label: string, isPressed: boolean, act: (isOn: boolean) => void): HTMLButtonElement {
  const made = button({ class: "player-toggle", "aria-pressed": String(isPressed) }, label);
  made.addEventListener("click", () => {
    const isOn = made.getAttribute("aria-pressed") !== "true";
    change(made, { "aria-pressed": String(isOn) });
    act(isOn);
  });
  return made;
}
