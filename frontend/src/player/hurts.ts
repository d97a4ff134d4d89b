/** "This hurts": let up and go on, change to something gentler, or stop. The clock stands still meanwhile. */

import { button, make } from "../elements";

const WORDS = {
  heading: "Let up",
  goOn: "It is 3 or less: go on",
  stop: "It still hurts: stop here",
} as const;

export interface HurtsParts {
  /** The page's own sentences on how to ease off. */
  readonly ease: readonly string[];
  /** The page's form that changes to something gentler, where there is something. */
  readonly swap: HTMLElement | null;
}

export class Hurts {
  readonly root: HTMLElement;
  private readonly heading = make("h2", { tabindex: -1 }, WORDS.heading);

  constructor(actions: { ease(): void; give(): void }, parts: HurtsParts) {
    const stop = choice(WORDS.stop, () => actions.give());
    stop.classList.add("is-pain");
    this.root = make(
      "div",
      { class: "player-question player-hurts", role: "group", "aria-label": WORDS.heading },
      this.heading,
      ...parts.ease.map((text) => make("p", {}, text)),
      make("div", { class: "player-choices" }, choice(WORDS.goOn, () => actions.ease()), stop),
    );
    if (parts.swap) this.root.append(parts.swap);
    this.root.hidden = true;
  }

  /** Reading goes on at the heading, so that nobody goes on by an extra press of a key. */
  focus(): void {
    this.heading.focus({ preventScroll: true });
  }
}

/** A large button of a question. */
export function choice(label: string, act: () => void): HTMLButtonElement {
  const made = button({ class: "player-choice" }, label);
  made.addEventListener("click", () => act());
  return made;
}
