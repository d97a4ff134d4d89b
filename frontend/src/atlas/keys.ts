/** The pictures are one stop of the Tab key; inside them the arrow keys walk from shape to shape. */

import { directionOf, nearest } from "../body-map/direction";
import type { Direction, Point } from "../body-map/direction";
import type { View } from "./view";

export interface Pressed {
  choose(view: View, key: string): void;
  show(view: View, key: string | undefined): void;
  clear(): void;
}

interface Place {
  readonly view: View;
  readonly key: string;
}

export class Keys {
  private here: Place | undefined;

  constructor(
    private readonly views: readonly View[],
    private readonly pressed: Pressed,
  ) {
    for (const view of views) {
      // Not on the SVG itself: a browser that finds listeners for focus there makes it a stop of the Tab key.
      view.figure.addEventListener("keydown", (event) => this.hear(event));
      view.figure.addEventListener("focusin", (event) => this.arrive(view, event.target));
      view.figure.addEventListener("focusout", () => {
        view.ringAround(undefined);
        pressed.show(view, undefined);
      });
    }
  }

  /** The shape that Tab leads to from now on. */
  remember(view: View, key: string): void {
    this.here?.view.path(this.here.key)?.setAttribute("tabindex", "-1");
    this.here = { view, key };
    view.path(key)?.setAttribute("tabindex", "0");
  }

  /** Makes sure that Tab leads to a shape that is there and shown, to `wanted` if that is one. */
  settle(wanted = ""): void {
    const shown = this.views.filter((view) => view.isShown);
    const holder = shown.find((view) => view.path(wanted));
    if (holder) return this.remember(holder, wanted);
    if (this.here?.view.isShown && this.here.view.path(this.here.key)) return this.remember(this.here.view, this.here.key);
    const view = shown.find((one) => one.keys.length > 0);
    const first = view?.largest();
    if (view && first !== undefined) this.remember(view, first);
  }

  private arrive(view: View, target: EventTarget | null): void {
    const key = view.keyOf(target);
    if (key === undefined) return;
    this.remember(view, key);
    if (!isKeyboardFocus(target)) return;
    view.ringAround(key);
    view.turnTo(key);
    this.pressed.show(view, key);
  }

  private hear(event: KeyboardEvent): void {
    const { here } = this;
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directionOf(event.key);
    if (direction) this.walk(here, direction);
    else if (event.key === "Enter" || event.key === " ") this.pressed.choose(here.view, here.key);
    else if (event.key === "Escape") this.pressed.clear();
    else return;
    event.preventDefault();
  }

  private walk(from: Place, direction: Direction): void {
    const start = from.view.screenMiddle(from.key);
    if (!start) return;
    const candidates = new Map<string, Point>();
    const places = new Map<string, Place>();
    for (const view of this.views) {
      for (const key of view.keys) {
        const middle = view.screenMiddle(key);
        if (!middle || (view === from.view && key === from.key)) continue;
        candidates.set(`${view.name} ${key}`, middle);
        places.set(`${view.name} ${key}`, { view, key });
      }
    }
    const inside = new Map([...candidates].filter(([id]) => places.get(id)?.view === from.view));
    const found = nearest(start, inside, direction) ?? nearest(start, candidates, direction);
    const to = found === undefined ? undefined : places.get(found);
    to?.view.path(to.key)?.focus({ preventScroll: false });
  }
}

function isKeyboardFocus(target: EventTarget | null): boolean {
  try {
    return target instanceof Element && target.matches(":focus-visible");
  } catch {
    return true;
  }
}
