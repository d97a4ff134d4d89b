/** One view of the body in the atlas: the shapes of a layer, what is chosen, and how they are seen and hit. */

import { around, closeTo, turnedTo, whole } from "../body-map/camera";
import type { Box } from "../body-map/camera";
import type { Point } from "../body-map/direction";
import { Lens } from "../body-map/lens";
import { change, draw } from "../elements";
import { drawing, keepSize } from "./drawing";
import type { Drawn } from "./told";

const MARGIN = 0.03;
const NOTHING = "M0 0";
const REACH_STEPS = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);
const LEFT = /(\.left|_l)$/;
const RIGHT = /(\.right|_r)$/;

export class View {
  readonly name: string;
  readonly lens: Lens;
  private shapes = new Map<string, SVGPathElement>();
  private readonly layer: SVGGElement;
  private readonly chosen: SVGGElement;
  private readonly pointed = draw("path", { class: "atlas-pointed", "aria-hidden": "true", d: NOTHING, visibility: "hidden" });
  private readonly ringBack = draw("path", { class: "atlas-ring-back", "aria-hidden": "true", d: NOTHING, visibility: "hidden" });
  private readonly ring = draw("path", { class: "atlas-ring", "aria-hidden": "true", d: NOTHING, visibility: "hidden" });
  private isMeasured = false;

  constructor(
    readonly figure: HTMLElement,
    readonly svg: SVGSVGElement,
  ) {
    this.name = figure.dataset["view"] ?? "";
    this.layer = group(svg, "layer");
    this.chosen = group(svg, "chosen");
    svg.append(this.pointed, this.ringBack, this.ring);
    this.lens = new Lens(svg, () => this.resize());
  }

  get isShown(): boolean {
    return !this.figure.hidden;
  }

  get keys(): readonly string[] {
    return [...this.shapes.keys()];
  }

  /** Shows these shapes in place of those of another layer. */
  fill(shapes: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): void {
    this.shapes = new Map(
      Object.entries(shapes).map(([key, d]) => {
        const label = labels[key] ?? key;
        const about = { role: "button", tabindex: -1, "data-key": key, "aria-label": label, "aria-pressed": "false" };
        return [key, draw("path", { class: "atlas-shape", d, ...about })];
      }),
    );
    this.layer.replaceChildren(...this.shapes.values());
    this.pointAt(undefined);
    this.ringAround(undefined);
  }

  /** Says which shape is chosen, and whether anything is. */
  press(key: string): void {
    this.svg.classList.toggle("has-chosen", key !== "");
    for (const [other, path] of this.shapes) change(path, { "aria-pressed": String(other === key) });
  }

  /** Draws what is chosen. */
  draw(drawn: Drawn | undefined): void {
    this.chosen.replaceChildren(...drawing(drawn, this.name, 1 / this.lens.scale));
  }

  path(key: string): SVGPathElement | undefined {
    return this.shapes.get(key);
  }

  pointAt(key: string | undefined): void {
    trace(this.pointed, this.path(key ?? ""));
  }

  ringAround(key: string | undefined): void {
    trace(this.ring, this.path(key ?? ""));
    trace(this.ringBack, this.path(key ?? ""));
  }

  /** The shape that this element is, if it is one of this view. */
  keyOf(target: EventTarget | null): string | undefined {
    const key = target instanceof SVGElement ? target.dataset["key"] : undefined;
    return key !== undefined && this.shapes.get(key) === target ? key : undefined;
  }

  /** All shapes at a point of the screen, the uppermost first; of those within `reach` pixels if there is none. */
  keysAt(at: Point, reach: number, target: EventTarget | null): readonly string[] {
    if (typeof document.elementsFromPoint !== "function") return [this.keyOf(target) ?? []].flat();
    const nearby = REACH_STEPS.map((turn) => ({ x: at.x + reach * Math.cos(turn), y: at.y + reach * Math.sin(turn) }));
    for (const place of reach > 0 ? [at, ...nearby] : [at]) {
      const found = document.elementsFromPoint(place.x, place.y).flatMap((element) => this.keyOf(element) ?? []);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The middle of a shape on the screen; undefined where it is not shown. */
  screenMiddle(key: string): Point | undefined {
    const path = this.path(key);
    if (!path || !this.isShown) return undefined;
    const box = path.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The largest shape of this view. */
  largest(): string | undefined {
    return this.keys[0];
  }

  /** Looks at these outlines from close by; at everything where there are none. */
  lookAt(outlines: readonly string[]): void {
    const part = around(outlines.flatMap((d) => this.boxOf(d) ?? []));
    this.lens.look((home, screen) => (part ? closeTo(part, home, screen) : whole(home)));
  }

  /** Moves the picture if this shape is out of sight. */
  turnTo(key: string): void {
    const d = this.path(key)?.getAttribute("d");
    const box = d ? this.boxOf(d) : undefined;
    if (!box || !this.lens.isZoomed) return;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    this.lens.look((home, screen, now) => turnedTo(middle, now, home, screen));
  }

  /** Takes a new size of the screen into account. */
  fit(): void {
    this.measure();
    this.lens.fit();
  }

  /** Whether the person's own left lies on the left of this view; undefined where it cannot be told. */
  leftIsLeft(): boolean | undefined {
    const left = middle(this.boxesOf(LEFT));
    const right = middle(this.boxesOf(RIGHT));
    if (left === undefined || right === undefined) return undefined;
    return Math.abs(left - right) < this.lens.all.width * 0.1 ? undefined : left < right;
  }

  private resize(): void {
    this.figure.classList.toggle("is-zoomed", this.lens.isZoomed);
    keepSize(this.svg, 1 / this.lens.scale);
    this.figure.dispatchEvent(new CustomEvent("unknot:looked", { bubbles: true }));
  }

  private measure(): void {
    const outline = this.svg.querySelector(".outline")?.getAttribute("d");
    const all = this.isMeasured || !outline ? undefined : this.boxOf(outline);
    if (!all) return;
    this.isMeasured = true;
    const room = Math.max(all.width, all.height) * MARGIN;
    this.lens.crop({ x: all.x - room, y: all.y - room, width: all.width + 2 * room, height: all.height + 2 * room });
  }

  private boxesOf(names: RegExp): Box[] {
    return this.keys
      .filter((key) => names.test(key))
      .flatMap((key) => this.boxOf(this.path(key)?.getAttribute("d") ?? "") ?? []);
  }

  private boxOf(d: string): Box | undefined {
    if (!d || typeof SVGElement.prototype === "undefined") return undefined;
    const probe = draw("path", { d, fill: "none" });
    if (typeof probe.getBBox !== "function") return undefined;
    this.svg.append(probe);
    const { x, y, width, height } = probe.getBBox();
    probe.remove();
    return width > 0 && height > 0 ? { x, y, width, height } : undefined;
  }
}

function group(svg: SVGSVGElement, role: string): SVGGElement {
  return svg.querySelector<SVGGElement>(`g[data-role="${role}"]`) ?? svg.appendChild(draw("g", { "data-role": role }));
}

function trace(line: SVGPathElement, path: SVGPathElement | undefined): void {
  change(line, { d: path?.getAttribute("d") ?? NOTHING, visibility: path ? "visible" : "hidden" });
}

function middle(boxes: readonly Box[]): number | undefined {
  if (boxes.length === 0) return undefined;
  return boxes.reduce((sum, box) => sum + box.x + box.width / 2, 0) / boxes.length;
}
