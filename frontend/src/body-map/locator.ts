/** The whole body, small, in the corner of a picture that is looked at from close by, with a frame around what is shown. */

import { change, draw } from "../elements";
import type { Box } from "./camera";

export class Locator {
  readonly root = draw("svg", { class: "map-locator", "aria-hidden": "true" });
  private readonly frame = draw("rect", { class: "is-frame" });

  /** `outline` is the path of the whole body. */
  constructor(outline: string) {
    this.root.append(draw("path", { class: "is-body", d: outline }), this.frame);
  }

  /** Frames `shown`, as far as it lies in `home`. */
  show(shown: Box, home: Box): void {
    const left = Math.max(shown.x, home.x);
    const top = Math.max(shown.y, home.y);
    const right = Math.min(shown.x + shown.width, home.x + home.width);
    const bottom = Math.min(shown.y + shown.height, home.y + home.height);
    change(this.root, { viewBox: [home.x, home.y, home.width, home.height].map((side) => side.toFixed(0)).join(" ") });
    change(this.frame, { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });
  }
}
