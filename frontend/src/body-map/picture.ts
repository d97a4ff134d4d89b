/** One view of the body: its regions, its marks, and how they are seen and hit. */

import { change, draw } from "../elements";
import { around, closeTo, scaleOf, turnedTo, whole, zoomed } from "./camera";
import type { Box } from "./camera";
import type { Point } from "./direction";
import { Lens } from "./lens";
import { Locator } from "./locator";
import type { Marks } from "./marks";
import { isIn } from "./parts";
import type { Part } from "./parts";
import { patternFill, patterns, rings } from "./patterns";
import { spoken } from "./words";

const NUMBER_PX = 13;
const SMALL_NUMBER_PX = 10.5;
const HALO_PX = 4;
/** Of the size of a number: the radius of the ring around it. */
const RING = 0.92;
const MARGIN = 0.03;
const EASY_TO_HIT_PX = 24;
const NOTHING = "M0 0";
const AROUND = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);

/** What the page says of a region. */
export interface Region {
  readonly label: string;
  readonly area: string;
  readonly side: string;
}

export class Picture {
  readonly name: string;
  readonly regions: ReadonlyMap<string, SVGPathElement>;
  readonly lens: Lens;
  private readonly numbers = draw("g", { class: "mark-numbers", "aria-hidden": "true" });
  private readonly hover = draw("path", { class: "region-hover", "aria-hidden": "true", d: NOTHING });
  private readonly ringBack = draw("path", { class: "region-ring-back", "aria-hidden": "true", d: NOTHING });
  private readonly ring = draw("path", { class: "region-ring", "aria-hidden": "true", d: NOTHING });
  private readonly locator: Locator;
  private readonly boxes = new Map<string, Box>();
  private isMeasured = false;
  private marks: Marks = new Map();

  constructor(
    readonly figure: HTMLElement,
    readonly svg: SVGSVGElement,
    private readonly known: Readonly<Record<string, Region>>,
  ) {
    this.name = figure.dataset["view"] ?? "";
    const found = [...svg.querySelectorAll<SVGPathElement>("path[data-region]")];
    this.regions = new Map(found.map((path) => [path.dataset["region"] ?? "", path]));
    for (const path of this.regions.values()) change(path, { role: "button", tabindex: -1 });
    for (const aside of svg.querySelectorAll("image, .outline, .line")) change(aside, { "aria-hidden": "true" });
    svg.prepend(patterns(this.name));
    svg.append(this.hover, this.numbers, this.ringBack, this.ring);
    this.locator = new Locator(svg.querySelector(".outline")?.getAttribute("d") ?? NOTHING);
    figure.append(this.locator.root);
    this.lens = new Lens(svg, () => this.resize());
    this.paint(this.marks);
  }

  get isShown(): boolean {
    return !this.figure.hidden;
  }

  labelOf(region: string): string {
    return this.known[region]?.label ?? region;
  }

  /** Shows these marks: pattern, number and what a screen reader hears. */
  paint(marks: Marks): void {
    this.marks = marks;
    for (const [region, path] of this.regions) {
      const mark = marks.get(region);
      path.classList.toggle("is-marked", mark !== undefined);
      change(path, {
        fill: mark ? patternFill(this.name, mark.strength) : "transparent",
        "aria-pressed": String(mark !== undefined),
        "aria-label": spoken(this.labelOf(region), mark),
      });
    }
    this.number();
  }

  /** Draws a ring around what has the keyboard's attention, above its neighbours. */
  ringAround(region: string | undefined): void {
    const d = this.shapeOf(region);
    change(this.ring, { d });
    change(this.ringBack, { d });
  }

  /** Draws what the pointer is over. */
  pointAt(region: string | undefined): void {
    change(this.hover, { d: this.shapeOf(region) });
  }

  /** The region at a point of the screen, or within `reach` pixels of it. Without a screen, that of `target`. */
  regionAt(at: Point, reach: number, target: EventTarget | null): string | undefined {
    if (typeof document.elementFromPoint !== "function") return this.regionOf(target);
    const nearby = AROUND.map((turn) => ({ x: at.x + reach * Math.cos(turn), y: at.y + reach * Math.sin(turn) }));
    for (const place of reach > 0 ? [at, ...nearby] : [at]) {
      const found = this.regionOf(document.elementFromPoint(place.x, place.y));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The region that this element is, if it is one of this view. */
  regionOf(target: EventTarget | null): string | undefined {
    const region = target instanceof SVGElement ? target.dataset["region"] : undefined;
    return region !== undefined && this.regions.get(region) === target ? region : undefined;
  }

  /** Whether a finger would hit this region surely, as large as it is now. */
  isEasyToHit(region: string): boolean {
    const box = this.boxOf(region);
    return !box || Math.min(box.width, box.height) * this.lens.scale >= EASY_TO_HIT_PX;
  }

  /** The middle of a region on the screen; undefined where it is not shown. */
  screenMiddle(region: string): Point | undefined {
    const path = this.regions.get(region);
    if (!path || !this.isShown) return undefined;
    const box = path.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Looks at a part of the body from close by, as far as it is in this view; else at everything. */
  lookAt(part: Part | undefined): void {
    this.lens.look((home, screen) => {
      const box = part && around(this.boxesOf((region) => isIn(part, region)));
      return box ? closeTo(box, home, screen) : whole(home);
    });
  }

  /** Moves the picture if this region is out of sight. */
  turnTo(region: string): void {
    const box = this.boxOf(region);
    if (!box || !this.lens.isZoomed) return;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    this.lens.look((home, screen, now) => turnedTo(middle, now, home, screen));
  }

  /** Comes close to one region, with its neighbours around it. */
  comeTo(region: string): void {
    const box = this.boxOf(region);
    if (!box) return;
    this.lens.look((home, screen) => {
      const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      const room = Math.max(box.width, box.height, Math.min(home.width, home.height) / 4);
      const part = { x: middle.x - room, y: middle.y - room, width: 2 * room, height: 2 * room };
      const close = closeTo(part, home, screen);
      const size = Math.min(box.width, box.height) * scaleOf(home, screen, close.zoom);
      return zoomed(close, Math.max(1, EASY_TO_HIT_PX / size), middle, home, screen);
    });
  }

  /** The largest region of this view, once it could be measured. */
  largest(): string | undefined {
    const sized = [...this.regions.keys()].flatMap((region) => {
      const box = this.boxOf(region);
      return box ? [{ region, area: box.width * box.height }] : [];
    });
    return sized.sort((one, other) => other.area - one.area)[0]?.region;
  }

  /** Takes a new size of the screen into account. */
  fit(): void {
    this.measure();
    this.lens.fit();
  }

  /** Whether the person's own left lies on the left of this view; undefined where it cannot be told. */
  leftIsLeft(): boolean | undefined {
    const left = middleOf(this.boxesOf((region) => region.side === "left"));
    const right = middleOf(this.boxesOf((region) => region.side === "right"));
    if (left === undefined || right === undefined) return undefined;
    return Math.abs(left - right) < this.lens.all.width * 0.1 ? undefined : left < right;
  }

  private resize(): void {
    this.figure.classList.toggle("is-zoomed", this.lens.isZoomed);
    const patternTransform = `scale(${(1 / this.lens.scale).toFixed(4)})`;
    for (const pattern of this.svg.querySelectorAll("pattern")) change(pattern, { patternTransform });
    this.locator.show(this.lens.seen, this.lens.all);
    this.number();
    this.figure.dispatchEvent(new CustomEvent("unknot:looked", { bubbles: true }));
  }

  private number(): void {
    const unit = 1 / this.lens.scale;
    const texts = [...this.marks].flatMap(([region, { strength, depth }]) => {
      const at = this.placeOfNumber(region);
      if (!at) return [];
      const size = (at.room < NUMBER_PX * 1.3 * unit ? SMALL_NUMBER_PX : NUMBER_PX) * unit;
      const place = { x: at.x.toFixed(1), y: (at.y + size * 0.36).toFixed(1), "font-size": size.toFixed(2) };
      const halo = { "stroke-width": (HALO_PX * unit).toFixed(2) };
      return [
        ...rings(depth, at, size * RING),
        draw("text", { class: "mark-number", ...place, ...halo }, String(strength)),
      ];
    });
    this.numbers.replaceChildren(...texts);
  }

  private placeOfNumber(region: string): (Point & { room: number }) | undefined {
    const path = this.regions.get(region);
    if (!path) return undefined;
    const box = this.boxOf(region);
    const room = box ? Math.min(box.width, box.height) : Infinity;
    const [x = NaN, y = NaN] = (path.dataset["at"] ?? "").split(/[\s,]+/).map(Number);
    if (path.dataset["at"] && !Number.isNaN(x + y)) return { x, y, room };
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2, room };
  }

  private shapeOf(region: string | undefined): string {
    return (region !== undefined && this.regions.get(region)?.getAttribute("d")) || NOTHING;
  }

  private boxesOf(wanted: (region: Region) => boolean): Box[] {
    return [...this.regions.keys()].flatMap((id) => {
      const region = this.known[id];
      return region && wanted(region) ? (this.boxOf(id) ?? []) : [];
    });
  }

  private boxOf(region: string): Box | undefined {
    const kept = this.boxes.get(region);
    const path = this.regions.get(region);
    if (kept || !path || typeof path.getBBox !== "function") return kept;
    const { x, y, width, height } = path.getBBox();
    if (width <= 0 || height <= 0) return undefined;
    const box = { x, y, width, height };
    this.boxes.set(region, box);
    return box;
  }

  private measure(): void {
    const all = this.isMeasured ? undefined : around(this.boxesOf(() => true));
    if (!all) return;
    this.isMeasured = true;
    const room = Math.max(all.width, all.height) * MARGIN;
    this.lens.crop({ x: all.x - room, y: all.y - room, width: all.width + 2 * room, height: all.height + 2 * room });
  }
}

function middleOf(boxes: readonly Box[]): number | undefined {
  if (boxes.length === 0) return undefined;
  return boxes.reduce((sum, box) => sum + box.x + box.width / 2, 0) / boxes.length;
}
