/** Where the pictures stand: one at a time behind tabs on a narrow page, all side by side on a wide one. */

import { button, change, icon, make } from "../elements";
import type { Marks } from "./marks";
import { PARTS } from "./parts";
import type { Part } from "./parts";
import type { Picture } from "./picture";
import { WORDS } from "./words";

const SHORT: Readonly<Record<string, string>> = { left: "Left", right: "Right", soles: "Soles" };
const WIDE_PX = 780;
const ZOOM_STEP = 1.6;
const PLUS = ["M12 5v14", "M5 12h14"];
const MINUS = ["M5 12h14"];

export class Stage {
  private readonly tablist = make("div", { class: "map-tabs", role: "tablist", "aria-label": WORDS.views });
  private readonly tabs: readonly HTMLButtonElement[];
  private readonly looks = make("div", { class: "map-looks", role: "group", "aria-label": WORDS.look });
  private readonly zoomIn = zoomButton(WORDS.closer, PLUS);
  private readonly zoomOut = zoomButton(WORDS.farther, MINUS);
  private isWide = false;
  private chosen: Picture | undefined;

  constructor(
    private readonly views: HTMLElement,
    private readonly pictures: readonly Picture[],
    private readonly turned: () => void,
  ) {
    this.tabs = pictures.map((picture, place) => this.tabFor(picture, place));
    this.tablist.append(...this.tabs);
    this.tablist.addEventListener("keydown", (event) => this.walkTabs(event));
    this.fillLooks();
    const zoom = make("div", { class: "map-zoom" }, this.zoomIn, this.zoomOut);
    this.zoomIn.addEventListener("click", () => this.zoom(ZOOM_STEP));
    this.zoomOut.addEventListener("click", () => this.zoom(1 / ZOOM_STEP));
    views.before(this.tablist, this.looks);
    views.append(zoom);
    views.addEventListener("unknot:looked", () => this.showZoom());
  }

  /** Shows this view first; the first of all where there is none of that name. */
  begin(name: string | undefined): void {
    this.chosen = this.pictures.find((picture) => picture.name === name) ?? this.pictures[0];
    this.arrange();
    if (typeof ResizeObserver === "function") new ResizeObserver(() => this.arrange()).observe(this.views);
  }

  /** Says on each tab how many marks its view shows. */
  count(marks: Marks): void {
    this.pictures.forEach((picture, place) => {
      const count = [...marks.keys()].filter((region) => picture.regions.has(region)).length;
      const badge = this.tabs[place]?.querySelector(".map-tab-count");
      badge?.replaceChildren(
        ...(count > 0 ? [String(count), make("span", { class: "visually-hidden" }, " marked")] : []),
      );
    });
  }

  private tabFor(picture: Picture, place: number): HTMLButtonElement {
    const caption = picture.figure.querySelector("figcaption")?.textContent?.trim();
    const name = SHORT[picture.name] ?? (caption || picture.name);
    this.views.id ||= "map-views";
    const count = make("span", { class: "map-tab-count" });
    const tab = button({ role: "tab", id: `map-tab-${picture.name}`, "aria-controls": this.views.id }, name, count);
    tab.addEventListener("click", () => this.choose(this.pictures[place] ?? picture));
    return tab;
  }

  private choose(picture: Picture): void {
    this.chosen = picture;
    this.arrange();
  }

  private walkTabs(event: KeyboardEvent): void {
    const last = this.pictures.length - 1;
    const here = this.pictures.findIndex((picture) => picture === this.chosen);
    const next = { ArrowRight: here === last ? 0 : here + 1, ArrowLeft: here === 0 ? last : here - 1, Home: 0, End: last }[
      event.key
    ];
    const picture = next === undefined ? undefined : this.pictures[next];
    if (next === undefined || !picture) return;
    event.preventDefault();
    this.choose(picture);
    this.tabs[next]?.focus();
  }

  private arrange(): void {
    this.isWide = this.views.clientWidth >= WIDE_PX;
    this.views.classList.toggle("is-side-by-side", this.isWide);
    this.tablist.hidden = this.isWide;
    this.pictures.forEach((picture, place) => {
      const isChosen = picture === this.chosen;
      picture.figure.hidden = !this.isWide && !isChosen;
      const tab = this.tabs[place];
      if (tab) change(tab, { "aria-selected": String(isChosen), tabindex: isChosen ? 0 : -1 });
    });
    change(this.views, {
      role: this.isWide ? false : "tabpanel",
      "aria-labelledby": this.isWide ? false : `map-tab-${this.chosen?.name ?? ""}`,
    });
    for (const picture of this.pictures.filter((one) => one.isShown)) this.place(picture);
    this.showZoom();
    this.turned();
  }

  private place(picture: Picture): void {
    picture.fit();
    const { width } = picture.lens.all;
    if (picture.figure.style.flexGrow !== String(width)) {
      picture.figure.style.flexGrow = String(width);
      picture.fit();
    }
    if (picture.figure.querySelector(".map-side")) return;
    const leftIsLeft = picture.leftIsLeft();
    if (leftIsLeft === undefined) return;
    const [first, second] = leftIsLeft ? [WORDS.yourLeft, WORDS.yourRight] : [WORDS.yourRight, WORDS.yourLeft];
    picture.figure.append(
      make("span", { class: "map-side is-first", "aria-hidden": "true" }, first),
      make("span", { class: "map-side is-second", "aria-hidden": "true" }, second),
    );
  }

  private fillLooks(): void {
    const all = button({ class: "map-look", "aria-pressed": "true" }, WORDS.wholeBody);
    all.addEventListener("click", () => this.look(all, undefined));
    this.looks.append(all);
    for (const part of PARTS) {
      const look = button({ class: "map-look", "aria-pressed": "false" }, part.label);
      look.addEventListener("click", () => this.look(look, part));
      this.looks.append(look);
    }
  }

  private look(pressed: HTMLElement, part: Part | undefined): void {
    for (const picture of this.pictures) {
      if (!part) picture.lens.lookAtAll();
      else picture.lookAt(({ area, side }) => part.areas.includes(area) && (part.side ?? side) === side);
    }
    for (const look of this.looks.children) change(look, { "aria-pressed": String(look === pressed) });
  }

  private zoom(factor: number): void {
    for (const picture of this.pictures) picture.lens.zoom(factor);
  }

  private showZoom(): void {
    const isZoomed = this.pictures.some((picture) => picture.isShown && picture.lens.isZoomed);
    change(this.zoomOut, { "aria-disabled": String(!isZoomed) });
    const [all, ...parts] = this.looks.children;
    if (all) change(all, { "aria-pressed": String(!isZoomed) });
    if (!isZoomed) for (const part of parts) change(part, { "aria-pressed": "false" });
  }
}

function zoomButton(label: string, paths: readonly string[]): HTMLButtonElement {
  return button({ class: "map-button", "aria-label": label, title: label }, icon(...paths));
}
