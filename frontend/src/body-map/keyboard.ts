/** The map is one stop of the Tab key; inside it the arrow keys walk from region to region. */

import { directionOf, nearest } from "./direction";
import type { Direction, Point } from "./direction";
import { STRONGEST } from "./marks";
import type { Picture } from "./picture";

export interface KeyActions {
  press(region: string): void;
  set(region: string, strength: number): void;
  deepen(region: string): void;
  show(picture: Picture, region: string | undefined): void;
  leave(): void;
}

interface Place {
  readonly picture: Picture;
  readonly region: string;
}

export class Keyboard {
  private here: Place | undefined;

  constructor(
    private readonly pictures: readonly Picture[],
    private readonly actions: KeyActions,
  ) {
    for (const picture of pictures) {
      // Not on the SVG itself: a browser that finds listeners for focus there makes it a stop of the Tab key.
      picture.figure.addEventListener("keydown", (event) => this.hear(event));
      picture.figure.addEventListener("focusin", (event) => this.arrive(picture, event.target));
      picture.figure.addEventListener("focusout", () => picture.ringAround(undefined));
    }
  }

  /** The region that Tab leads to from now on. */
  remember(picture: Picture, region: string): void {
    const before = this.here;
    this.here = { picture, region };
    before?.picture.regions.get(before.region)?.setAttribute("tabindex", "-1");
    picture.regions.get(region)?.setAttribute("tabindex", "0");
  }

  /** Makes sure that Tab leads to a region that is shown. */
  settle(): void {
    if (this.here?.picture.isShown) return;
    const picture = this.pictures.find((one) => one.isShown && one.regions.size > 0);
    const first = picture && (picture.largest() ?? [...picture.regions.keys()][0]);
    if (picture && first !== undefined) this.remember(picture, first);
  }

  private arrive(picture: Picture, target: EventTarget | null): void {
    const region = picture.regionOf(target);
    if (region === undefined) return;
    this.remember(picture, region);
    if (isKeyboardFocus(target)) {
      picture.ringAround(region);
      picture.turnTo(region);
    }
    this.actions.show(picture, region);
  }

  private hear(event: KeyboardEvent): void {
    const { here } = this;
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOf(event.key);
    if (direction) this.walk(here, direction);
    else if (event.key === "Enter" || event.key === " ") this.actions.press(here.region);
    else if (event.key === "Delete" || event.key === "Backspace") this.actions.set(here.region, 0);
    else if (/^[0-9]$/.test(event.key)) this.actions.set(here.region, Number(event.key) || STRONGEST);
    else if (event.key.toLowerCase() === "d") this.actions.deepen(here.region);
    else if (event.key === "Escape") this.actions.leave();
    else return;
    event.preventDefault();
    if (event.key !== "Escape" && this.here) this.actions.show(this.here.picture, this.here.region);
  }

  private walk(from: Place, direction: Direction): void {
    const start = from.picture.screenMiddle(from.region);
    if (!start) return;
    const candidates = new Map<string, Point>();
    const places = new Map<string, Place>();
    this.pictures.forEach((picture, number) => {
      for (const region of picture.regions.keys()) {
        const middle = picture.screenMiddle(region);
        if (!middle || (picture === from.picture && region === from.region)) continue;
        candidates.set(`${number}.${region}`, middle);
        places.set(`${number}.${region}`, { picture, region });
      }
    });
    const inside = new Map([...candidates].filter(([id]) => places.get(id)?.picture === from.picture));
    const found = nearest(start, inside, direction) ?? nearest(start, candidates, direction);
    const to = found === undefined ? undefined : places.get(found);
    if (to) to.picture.regions.get(to.region)?.focus({ preventScroll: false });
  }
}

function isKeyboardFocus(target: EventTarget | null): boolean {
  try {
    return target instanceof Element && target.matches(":focus-visible");
  } catch {
    return true;
  }
}
