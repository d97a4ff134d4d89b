/** The name of the place under the pointer, beside the pointer, and aloud once the pointer rests. */

import { make } from "../elements";
import type { Point } from "./direction";

const BESIDE_PX = 16;
const ABOVE_A_FINGER_PX = 64;
const EDGE_PX = 4;
const RESTING_MS = 450;

export class Tip {
  private readonly label = make("p", { class: "map-tip", "aria-hidden": "true", hidden: true });
  private resting: ReturnType<typeof setTimeout> | undefined;
  private named = "";

  constructor(
    private readonly stage: HTMLElement,
    private readonly say: (words: string) => void,
  ) {
    stage.append(this.label);
  }

  /** Shows `words` at a point of the screen, above it where a finger would hide them. */
  show(words: string, at: Point, underFinger: boolean): void {
    this.label.textContent = words;
    this.label.hidden = false;
    const stage = this.stage.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.label;
    const left = at.x - stage.x + (underFinger ? -width / 2 : BESIDE_PX);
    const top = at.y - stage.y + (underFinger ? -ABOVE_A_FINGER_PX : BESIDE_PX);
    this.label.style.left = `${within(left, stage.width - width)}px`;
    this.label.style.top = `${within(top, stage.height - height)}px`;
  }

  hide(): void {
    this.label.hidden = true;
    this.name("");
  }

  /** Says `words` aloud when the pointer stays where it is; empty is silence. */
  name(words: string): void {
    if (words === this.named) return;
    this.named = words;
    clearTimeout(this.resting);
    if (words) this.resting = setTimeout(() => this.say(words), RESTING_MS);
  }
}

function within(place: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(place, most - EDGE_PX));
}
