/** What is said around the body. */

import type { Side } from "./orbit";

export const CANVAS = "The body in 3-D";
export const CONTROLS = "Turn and zoom";
export const NEARER = "Nearer";
export const FURTHER = "Further away";
export const RESET = "Start view";
export const CLOSE = "Close the 3-D body";
export const OPEN = "Turn the body in 3-D";
export const LOADING = "Getting the body ready";
export const NOT_HERE =
  "Your browser cannot show the body in 3-D here. Nothing is missing: the flat pictures show the same places.";
export const FAILED = "The body in 3-D could not be loaded. The flat pictures show the same places. You can try again.";
export const LOST = "The 3-D picture stopped. Close it and open it again to go on.";
export const NOTHING = "Nothing here has a name on this layer.";
export const BESIDE = "This is beside the body.";
export const MARKED = "Marked on this body";
export const HELP = [
  "Drag to turn it. Pinch, or use + and −, to come nearer. Tap a place to hear its name and choose it.",
  "With keys: arrows turn it, + and − zoom, Page Up and Page Down move along it, Home starts anew, Enter chooses what is in the middle.",
] as const;

export const SIDE: Readonly<Record<Side, string>> = {
  front: "Front",
  back: "Back",
  left: "Left",
  right: "Right",
};

/** How strong a place is marked. */
export function strength(of: number): string {
  return `${of} of 10`;
}

/** Some names as one line. */
export function listed(names: readonly string[]): string {
  return names.join(", ");
}
