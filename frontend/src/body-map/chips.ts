/** What is marked, in words, each with a button that takes it away. */

import { button, icon, make } from "../elements";
import { STRONGEST, type Marks } from "./marks";
import { swatch } from "./patterns";
import { DEPTHS, WORDS } from "./words";

const CROSS = ["M6 6l12 12", "M18 6 6 18"];

/** Fills `place` with one chip a mark; pressing one calls `remove`. */
export function fillChips(
  place: HTMLElement,
  marks: Marks,
  labelOf: (region: string) => string,
  remove: (region: string) => void,
): void {
  if (marks.size === 0) {
    place.replaceChildren(make("li", { class: "map-no-chips" }, WORDS.nothingMarked));
    return;
  }
  place.replaceChildren(
    ...[...marks].map(([region, mark]) => {
      const label = labelOf(region);
      const name = mark.depth ? `${label}, ${DEPTHS[mark.depth].short}` : label;
      const chip = button(
        { class: "map-chip", "data-chip": region, "aria-label": `Take away: ${name}, ${mark.strength} of ${STRONGEST}` },
        swatch("scale", mark.strength),
        make("span", { class: "map-chip-label" }, name),
        make("span", { class: "map-chip-strength" }, `· ${mark.strength}`),
        icon(...CROSS),
      );
      chip.addEventListener("click", () => remove(region));
      return make("li", {}, chip);
    }),
  );
}
