/** The body in three dimensions, where the page has it: what is picked there is marked here, and shown there again. */

import type { Marks } from "./marks";

const LAYER = "area";

/** Hears what is picked on the solid body inside `root` and shows it the marks. */
export class SolidBody {
  private readonly island: HTMLElement | null;
  private marks: Marks = new Map();

  constructor(root: HTMLElement, picked: (regions: readonly string[]) => void) {
    this.island = root.querySelector<HTMLElement>('[data-island~="solid"]');
    this.island?.addEventListener("solid:ready", () => this.show(this.marks));
    this.island?.addEventListener("solid:pick", (event) => {
      const regions = pickedIn(event);
      if (regions.length > 0) picked(regions);
    });
  }

  /** Shows these marks on it. */
  show(marks: Marks): void {
    this.marks = marks;
    const strengths = Object.fromEntries([...marks].map(([region, { strength }]) => [region, strength]));
    this.island?.dispatchEvent(new CustomEvent("solid:show", { detail: { layer: LAYER, marks: strengths } }));
  }
}

function pickedIn(event: Event): readonly string[] {
  const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
  if (typeof detail !== "object" || detail === null || !("layer" in detail) || detail.layer !== LAYER) return [];
  const ids: unknown = "ids" in detail ? detail.ids : [];
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
}
