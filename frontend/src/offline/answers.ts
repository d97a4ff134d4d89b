/** What is answered while the server cannot be reached. Pure, so that it can be tested without a worker. */

import { reasonOf } from "./waiting";
import type { Waiting } from "./waiting";

const STEP = /^(\/knots\/[^/]+\/session)\/(\d+)(?:\/(stop|swap))?$/;
const ASSET = /\/static\/[0-9a-f]+\/[\w./-]+/g;

/** The pages that may follow a form which is kept, the best first. `at` is the path it was sent to. */
export function following(at: string, form: Waiting): readonly string[] {
  const found = STEP.exec(at);
  if (!found) return [];
  const [, base = "", number = "", what] = found;
  const kept = `${base}/kept`;
  if (what === "stop") {
    const reason = reasonOf(form);
    return reason ? [`${kept}/${reason}`, kept] : [`${base}/${number}/stopped`, kept];
  }
  const hasStopped = new URLSearchParams(form.body).get("stopped") || new URLSearchParams(form.body).get("stopped_by_hand");
  if (hasStopped || what === "swap") return [`${base}/${number}/stopped`, kept];
  return [`${base}/${Number(number) + 1}`, kept];
}

/**
 * The page to show in place of `path`: once something was said to feel wrong, what to do now comes before every other
 * page of the session, as it would with the server.
 */
export function insteadOf(path: string, waiting: readonly Waiting[]): string {
  const danger = waiting.find((form) => reasonOf(form) !== "");
  if (!danger || path.includes("/session/kept")) return path;
  const base = STEP.exec(new URL(danger.url).pathname)?.[1];
  return base === undefined ? path : `${base}/kept/${reasonOf(danger)}`;
}

/** Whether a path is one of a running session. */
export function isStep(path: string): boolean {
  return STEP.test(path);
}

/** The files that a page is made of. */
export function assetsOf(html: string): readonly string[] {
  return [...new Set(html.match(ASSET) ?? [])];
}
