/** Draws what is chosen on one view: what has to do with it, where its pain is felt, its shape, its sore spots. */

import { change, draw } from "../elements";
import type { Cross, Drawn } from "./told";

const CROSS = "M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5";
const TILE = 8;

/** Everything of `drawn`; `hatches` names the patterns, `unit` is how many pixels of the picture are one on the screen. */
export function drawing(drawn: Drawn | undefined, hatches: string, unit: number): SVGElement[] {
  if (!drawn) return [];
  const heat = drawn.heat.flatMap(([level, d]) => [
    draw("path", { class: `heat heat-${level}`, d }),
    ...(level > 1 ? [draw("path", { fill: `url(#hatch-${hatches}-${level})`, d })] : []),
  ]);
  const shape = drawn.shape
    ? [
        draw("path", { class: "chosen-back", d: drawn.shape }),
        draw("path", { class: drawn.deep ? "chosen is-deep" : "chosen", d: drawn.shape }),
      ]
    : [];
  const others = drawn.others.map((d) => draw("path", { class: "sender", d }));
  return [...others, ...heat, ...shape, ...drawn.crosses.map((cross) => crossOf(cross, unit))];
}

/** The patterns of `like` under names of their own. */
export function hatchesLike(like: SVGSVGElement, name: string, unit: number): SVGDefsElement {
  const patterns = [...like.querySelectorAll<SVGPatternElement>("pattern")].map((pattern) => {
    const copy = pattern.cloneNode(true) as SVGPatternElement;
    const level = pattern.id.slice(pattern.id.lastIndexOf("-") + 1);
    change(copy, { id: `hatch-${name}-${level}`, width: TILE, height: TILE, patternTransform: `scale(${unit})` });
    return copy;
  });
  return draw("defs", {}, ...patterns);
}

/** Keeps crosses, numbers and hatching as large on the screen as they were, whatever the picture does. */
export function keepSize(svg: SVGSVGElement, unit: number): void {
  for (const cross of svg.querySelectorAll<SVGGElement>(".atlas-cross")) {
    change(cross, { transform: placed(cross.dataset["at"] ?? "0 0", unit) });
  }
  for (const pattern of svg.querySelectorAll("pattern")) change(pattern, { patternTransform: `scale(${unit.toFixed(4)})` });
}

function crossOf({ number, x, y, label_x, label_y, faint }: Cross, unit: number): SVGGElement {
  const at = `${x} ${y}`;
  return draw(
    "g",
    { class: faint ? "atlas-cross is-faint" : "atlas-cross", "data-at": at, transform: placed(at, unit) },
    draw("path", { class: "cross-under", d: CROSS }),
    draw("path", { class: "cross-over", d: CROSS }),
    draw("text", { x: label_x, y: label_y }, String(number)),
  );
}

function placed(at: string, unit: number): string {
  return `translate(${at}) scale(${unit.toFixed(4)})`;
}
