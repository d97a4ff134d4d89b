/** The card of what is chosen, as the server writes it in `_atlas_card.html`. */

import { draw, make } from "../elements";
import { drawing, hatchesLike } from "./drawing";
import type { Link, Part, Shown } from "./told";
import type { View } from "./view";

/** Fills the card with what is shown; hides it where nothing is chosen. */
export function fillCard(root: HTMLElement, shown: Shown, views: readonly View[]): void {
  const { card } = shown;
  root.hidden = card === null;
  if (!card) {
    root.replaceChildren();
    return;
  }
  const near = shown.near.flatMap((each) => {
    const view = views.find((one) => one.name === each.view);
    return view ? [{ each, view }] : [];
  });
  root.replaceChildren(
    make("h2", {}, card.title),
    ...(card.latin ? [make("p", { class: "atlas-latin", lang: "la" }, card.latin)] : []),
    ...card.lead.map((line) => make("p", {}, line)),
    ...(near.length > 0
      ? [
          make(
            "div",
            { class: "atlas-near" },
            ...near.map(({ each, view }) => {
              const name = `near-${each.view}`;
              const svg = draw(
                "svg",
                { viewBox: each.box, role: "img", "aria-label": `${card.title}: ${each.label}` },
                hatchesLike(view.svg, name, each.unit),
                draw("use", { href: `#atlas-body-${each.view}` }),
                ...drawing(shown.views[each.view], name, each.unit),
              );
              return make("figure", {}, svg, make("figcaption", {}, each.label));
            }),
          ),
        ]
      : []),
    ...card.parts.flatMap(partOf),
    ...(card.more.length > 0
      ? [
          make(
            "p",
            { class: "atlas-more no-print" },
            ...card.more.map(({ text, href }, place) =>
              make("a", { class: place === 0 ? "button-primary" : "button-quiet", href }, text),
            ),
          ),
        ]
      : []),
  );
}

function partOf({ heading, lines, links, numbered }: Part): HTMLElement[] {
  const list = make(numbered ? "ol" : "ul", { class: "atlas-links" }, ...links.map(itemOf));
  return [
    make("h3", {}, heading),
    ...lines.map((line) => make("p", {}, line)),
    ...(links.length > 0 ? [list] : []),
  ];
}

function itemOf({ text, href, note, chosen }: Link): HTMLLIElement {
  const link = make("a", { href, ...(chosen ? { "aria-current": "true" } : {}) }, text);
  return make("li", {}, link, ...(note ? [" ", make("span", { class: "muted small" }, note)] : []));
}
