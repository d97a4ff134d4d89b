/** Finds the islands of a page and wakes them. What is large comes only where it is needed. */

import { enhanceAppearance } from "./appearance";
import { enhanceConfirm } from "./confirm";
import { enhanceDraft } from "./draft";
import { forgetEverything, forThisTab, longLived, recall } from "./kept";
import { enhancePrinting } from "./printing";
import { enhanceSlider } from "./slider";

type Island = (root: HTMLElement) => void | Promise<void>;

const AT_HAND: Readonly<Record<string, Island>> = {
  draft: enhanceDraft,
  appearance: enhanceAppearance,
  confirm: enhanceConfirm,
  slider: enhanceSlider,
};

const FETCHED: Readonly<Record<string, () => Promise<Island>>> = {
  atlas: async () => (await import("./atlas.js")).enhanceAtlas,
  "body-choice": async () => (await import("./body-choice.js")).enhanceBodyChoice,
  "body-map": async () => (await import("./body-map.js")).enhanceBodyMap,
  player: async () => (await import("./player.js")).enhancePlayer,
  chart: async () => (await import("./chart.js")).enhanceChart,
  "time-lapse": async () => (await import("./time-lapse.js")).enhanceTimeLapse,
  "zoom-in": async () => (await import("./zoom-in.js")).enhanceZoomIn,
  outbox: async () => (await import("./outbox.js")).enhanceOutbox,
  solid: async () => (await import("./solid.js")).enhanceSolid,
};

/** Where `outbox.ts` notes that something sent from a session still waits for the server. */
const WAITING = "waiting";

/** Wakes every island of the page. Drafts come back first, so that the others see what was typed. */
export async function wake(page: Document): Promise<void> {
  if (page.querySelector("[data-forget]")) {
    forgetEverything(longLived());
    forgetEverything(forThisTab());
    void import("./outbox.js").then(({ clearAll }) => clearAll());
  } else if (recall(longLived(), WAITING) && !page.querySelector('[data-island~="outbox"]')) {
    void import("./outbox.js").then(({ sendWaiting }) => sendWaiting());
  }
  enhancePrinting(page);
  const roots = [...page.querySelectorAll<HTMLElement>("[data-island]")];
  for (const root of roots) {
    for (const name of names(root)) AT_HAND[name]?.(root);
  }
  await Promise.all(
    roots.flatMap((root) => names(root).map(async (name) => void (await FETCHED[name]?.())?.(root))),
  );
  page.documentElement.dataset["awake"] = "";
}

function names(root: HTMLElement): string[] {
  return (root.dataset["island"] ?? "").split(" ").filter(Boolean);
}

void wake(document);
