/** Where the pictures stand: one at a time behind tabs on a narrow page, all side by side on a wide one. */

import { button, change, icon, make } from "../elements";
import type { Lens } from "./lens";
import { PARTS } from "./parts";
import type { Part } from "./parts";
import { WORDS } from "./words";

const SHORT: Readonly<Record<string, string>> = { left: "Left", right: "Right", soles: "Soles" };
const WIDE_PX = 780;
const ZOOM_STEP = 1.6;
const PLUS = ["M12 5v14", "M5 12h14"];
const MINUS = ["M5 12h14"];

/** One view of the body, as the stage sees it. */
export interface Staged {
  readonly name: string;
  readonly figure: HTMLElement;
  readonly lens: Lens;
  readonly isShown: boolean;
  /** Takes a new size of the screen into account. */
  fit(): void;
  /** Whether the person's left is on the left; undefined where the shapes do not tell. */
  leftIsLeft(): boolean | undefined;
}

export interface Audience {
  /** Other views are shown than before, or in another size. */
  turned(): void;
  /** Looks at a part of the body from close by, on every view; at everything where none is named. */
  lookAt(part: Part | undefined): void | Promise<void>;
}

export class Stage<View extends Staged> {
  private readonly tablist = make("div", { class: "map-tabs", role: "tablist", "aria-label": WORDS.views });
  private readonly tabs: readonly HTMLButtonElement[];
  private readonly looks = make("div", { class: "map-looks", role: "group", "aria-label": WORDS.look });
  private readonly zoomIn = zoomButton(WORDS.closer, PLUS);
  private readonly zoomOut = zoomButton(WORDS.farther, MINUS);
  private chosen: View | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly views: readonly View[],
    private readonly audience: Audience,
  ) {
    box.id ||= "map-views";
    this.tabs = views.map((view) => this.tabFor(view));
    this.tablist.append(...this.tabs);
    this.tablist.addEventListener("keydown", (event) => this.walkTabs(event));
    this.looks.append(this.lookFor(WORDS.wholeBody, undefined), ...PARTS.map((part) => this.lookFor(part.label, part)));
    this.zoomIn.addEventListener("click", () => this.zoom(ZOOM_STEP));
    this.zoomOut.addEventListener("click", () => this.zoom(1 / ZOOM_STEP));
    box.before(this.tablist, this.looks);
    box.append(make("div", { class: "map-zoom" }, this.zoomIn, this.zoomOut));
    box.addEventListener("unknot:looked", () => this.showZoom());
  }

  /** Shows this view first; the first of all where there is none of that name. */
  begin(name: string | undefined): void {
    this.chosen = this.views.find((view) => view.name === name) ?? this.views[0];
    this.arrange();
    if (typeof ResizeObserver === "function") new ResizeObserver(() => this.arrange()).observe(this.box);
  }

  /** Turns to this view, where only one is shown at a time. */
  turnTo(name: string): void {
    const view = this.views.find((one) => one.name === name);
    if (view) this.choose(view);
  }

  /** Says on each tab how many marks its view shows. */
  count(marksOn: (view: View) => number): void {
    this.views.forEach((view, place) => {
      const count = marksOn(view);
      const badge = this.tabs[place]?.querySelector(".map-tab-count");
      badge?.replaceChildren(
        ...(count > 0 ? [String(count), make("span", { class: "visually-hidden" }, " marked")] : []),
      );
    });
  }

  /** Says which side is whose, once the shapes tell. */
  nameSides(): void {
    for (const view of this.views) {
      if (view.figure.querySelector(".map-side")) continue;
      const leftIsLeft = view.leftIsLeft();
      if (leftIsLeft === undefined) continue;
      const [first, second] = leftIsLeft ? [WORDS.yourLeft, WORDS.yourRight] : [WORDS.yourRight, WORDS.yourLeft];
      view.figure.append(
        make("span", { class: "map-side is-first", "aria-hidden": "true" }, first),
        make("span", { class: "map-side is-second", "aria-hidden": "true" }, second),
      );
    }
  }

  private tabFor(view: View): HTMLButtonElement {
    const caption = view.figure.querySelector("figcaption")?.textContent?.trim();
    const name = SHORT[view.name] ?? (caption || view.name);
    const count = make("span", { class: "map-tab-count" });
    const tab = button({ role: "tab", id: `map-tab-${view.name}`, "aria-controls": this.box.id }, name, count);
    tab.addEventListener("click", () => this.choose(view));
    return tab;
  }

  private choose(view: View): void {
    this.chosen = view;
    this.arrange();
  }

  private walkTabs(event: KeyboardEvent): void {
    const last = this.views.length - 1;
    const here = this.views.findIndex((view) => view === this.chosen);
    const next = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last }[
      event.key
    ];
    const view = next === undefined ? undefined : this.views[next];
    if (next === undefined || !view) return;
    event.preventDefault();
    this.choose(view);
    this.tabs[next]?.focus();
  }

  private arrange(): void {
    const isWide = this.box.clientWidth >= WIDE_PX;
    this.box.classList.toggle("is-side-by-side", isWide);
    this.tablist.hidden = isWide;
    this.views.forEach((view, place) => {
      const isChosen = view === this.chosen;
      view.figure.hidden = !isWide && !isChosen;
      const tab = this.tabs[place];
      if (tab) change(tab, { "aria-selected": String(isChosen), tabindex: isChosen ? 0 : -1 });
    });
    change(this.box, {
      role: isWide ? false : "tabpanel",
      "aria-labelledby": isWide ? false : `map-tab-${this.chosen?.name ?? ""}`,
    });
    for (const view of this.views.filter((one) => one.isShown)) {
      view.fit();
      const { width } = view.lens.all;
      if (view.figure.style.flexGrow !== String(width)) {
        view.figure.style.flexGrow = String(width);
        view.fit();
      }
    }
    this.showZoom();
    this.nameSides();
    this.audience.turned();
  }

  private lookFor(label: string, part: Part | undefined): HTMLButtonElement {
    const look = button({ class: "map-look", "aria-pressed": String(!part) }, label);
    look.addEventListener("click", async () => {
      await this.audience.lookAt(part);
      for (const other of this.looks.children) change(other, { "aria-pressed": String(other === look) });
    });
    return look;
  }

  private zoom(factor: number): void {
    for (const view of this.views) view.lens.zoom(factor);
  }

  private showZoom(): void {
    const isZoomed = this.views.some((view) => view.isShown && view.lens.isZoomed);
    change(this.zoomOut, { "aria-disabled": String(!isZoomed) });
    const [all, ...parts] = this.looks.children;
    if (all) change(all, { "aria-pressed": String(!isZoomed) });
    if (!isZoomed) for (const part of parts) change(part, { "aria-pressed": "false" });
  }
}

function zoomButton(label: string, paths: readonly string[]): HTMLButtonElement {
  return button({ class: "map-button", "aria-label": label, title: label }, icon(...paths));
}
