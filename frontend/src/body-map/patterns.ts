/** Ten patterns, so that how strong it is can be seen without colour: dots, lines, crossed lines, ever denser. */

import { change, draw } from "../elements";
import { STRONGEST } from "./marks";
import type { Depth } from "./marks";

export interface Pattern {
  readonly tile: number;
  readonly dots?: number;
  readonly staggered?: boolean;
  readonly lines?: number;
  readonly crossed?: boolean;
}

export const PATTERNS: readonly Pattern[] = [
  { tile: 9, dots: 1 },
  { tile: 8, dots: 1.4 },
  { tile: 9, dots: 1.3, staggered: true },
  { tile: 8, dots: 1.6, staggered: true },
  { tile: 9, lines: 1.1 },
  { tile: 7, lines: 1.5 },
  { tile: 5, lines: 1.7 },
  { tile: 9, lines: 1.3, crossed: true },
  { tile: 7, lines: 1.6, crossed: true },
  { tile: 5, lines: 1.9, crossed: true },
];

/** The patterns for one picture; `name` keeps their ids apart from those of the others. */
export function patterns(name: string): SVGDefsElement {
  return draw("defs", {}, ...PATTERNS.map((pattern, place) => drawn(pattern, place + 1, patternId(name, place + 1))));
}

/** What to write in `fill` for a strength. */
export function patternFill(name: string, strength: number): string {
  return `url(#${patternId(name, strength)})`;
}

/** A small square with the pattern of a strength, drawn from the patterns of `name`. */
export function swatch(name: string, strength: number): SVGSVGElement {
  return draw(
    "svg",
    { class: "mark-swatch", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    draw("rect", { class: "mark-skin", width: 20, height: 20, rx: 4 }),
    draw("rect", { width: 20, height: 20, rx: 4, fill: patternFill(name, strength) }),
  );
}

/** The ring around the number of a mark: two lines where it is deep, one of dots near the skin. */
export function rings(depth: Depth, at: { readonly x: number; readonly y: number }, radius: number): SVGElement[] {
  if (!depth) return [];
  const line = { cx: at.x.toFixed(1), cy: at.y.toFixed(1), "stroke-width": (radius * 0.14).toFixed(2) };
  const disc = draw("circle", { ...line, class: `mark-ring is-${depth}`, r: radius.toFixed(2) });
  if (depth === "deep") return [disc, draw("circle", { ...line, class: "mark-ring-inner", r: (radius * 0.74).toFixed(2) })];
  const dot = (radius * 0.02).toFixed(2);
  const gap = ((2 * Math.PI * radius) / 14 - radius * 0.02).toFixed(2);
  change(disc, { "stroke-dasharray": `${dot} ${gap}`, "stroke-width": (radius * 0.22).toFixed(2) });
  return [disc];
}

/** The ring of a depth by itself, as a small picture. */
export function ring(depth: Depth): SVGSVGElement {
  return draw(
    "svg",
    { class: "mark-ring-picture", viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    ...rings(depth, { x: 10, y: 10 }, 8),
  );
}

/** All ten side by side with their numbers, ten units wide each. */
export function scale(name: string): SVGSVGElement {
  const step = 32;
  const height = 34;
  const svg = draw(
    "svg",
    { class: "strength-scale", viewBox: `0 0 ${step * STRONGEST} ${height}`, "aria-hidden": "true" },
    patterns(name),
  );
  for (let strength = 1; strength <= STRONGEST; strength += 1) {
    const x = (strength - 1) * step;
    const box = { x: x + 1.5, y: 1.5, width: step - 3, height: height - 3, rx: 7 };
    svg.append(
      draw("rect", { class: "mark-skin", ...box }),
      draw("rect", { ...box, fill: patternFill(name, strength) }),
      draw("text", { class: "mark-number", x: x + step / 2, y: height / 2 + 5, "font-size": 14 }, String(strength)),
    );
  }
  return svg;
}

function patternId(name: string, strength: number): string {
  return `mark-${name}-${strength}`;
}

function drawn(pattern: Pattern, strength: number, id: string): SVGPatternElement {
  const { tile } = pattern;
  const element = draw("pattern", { id, width: tile, height: tile, patternUnits: "userSpaceOnUse" });
  element.append(
    draw("rect", { class: "mark-tint", width: tile, height: tile, "fill-opacity": (0.16 + 0.05 * strength).toFixed(2) }),
  );
  if (pattern.dots !== undefined) {
    const at = pattern.staggered ? [tile / 4, (3 * tile) / 4] : [tile / 2];
    for (const middle of at) {
      element.append(draw("circle", { class: "mark-dot", cx: middle, cy: middle, r: pattern.dots }));
    }
  }
  if (pattern.lines !== undefined) {
    const half = tile / 2;
    const rising = `M${-half} ${half}L${half} ${-half}M0 ${tile}L${tile} 0M${half} ${tile + half}L${tile + half} ${half}`;
    const falling = `M${-half} ${half}L${half} ${tile + half}M0 0L${tile} ${tile}M${half} ${-half}L${tile + half} ${half}`;
    const d = pattern.crossed ? rising + falling : rising;
    element.append(draw("path", { class: "mark-hatch", d, "stroke-width": pattern.lines }));
  }
  return element;
}
