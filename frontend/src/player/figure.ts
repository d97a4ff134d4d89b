/** The drawing of what is done: its poses fade into each other in time with the cue, or the first one stands still. */

import { make } from "../elements";

export interface Drawn {
  readonly frames: readonly { readonly src: string; readonly alt: string }[];
  readonly width: number;
  readonly height: number;
  readonly mirrored: boolean;
}

export class Figure {
  readonly root: HTMLElement;
  private readonly frames: readonly HTMLImageElement[];
  private shown = 0;

  constructor(
    drawn: Drawn,
    private readonly isStill: boolean,
  ) {
    const { width, height } = drawn;
    const frames = isStill ? drawn.frames.slice(0, 1) : drawn.frames;
    this.frames = frames.map(({ src, alt }, place) => {
      const frame = make("img", { src, alt, width, height, decoding: "async", class: place ? "" : "is-shown" });
      frame.setAttribute("aria-hidden", String(place > 0));
      return frame;
    });
    this.root = make("div", { class: drawn.mirrored ? "player-figure is-mirrored" : "player-figure" }, ...this.frames);
  }

  get count(): number {
    return this.frames.length;
  }

  /** Shows this pose; a still figure stays as it is. */
  show(place: number): void {
    if (this.isStill || place === this.shown || !this.frames[place]) return;
    this.frames.forEach((frame, each) => {
      frame.classList.toggle("is-shown", each === place);
      frame.setAttribute("aria-hidden", String(each !== place));
    });
    this.shown = place;
  }
}

/** Whether the page's JSON block describes a drawing. */
export function isDrawn(value: unknown): value is Drawn {
  const drawn = value as Partial<Drawn> | null | undefined;
  return Array.isArray(drawn?.frames) && drawn.frames.length > 0;
}
