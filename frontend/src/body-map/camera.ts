/** Which part of a picture is shown, and how large. Pure: boxes in, boxes out. */

import type { Point } from "./direction";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Looks at a point of the picture; zoom 1 shows all of `home`. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const CLOSEST = 10;
const ROOM = 1.15;

/** Shows the whole of `home`. */
export function whole(home: Box): Camera {
  return { x: home.x + home.width / 2, y: home.y + home.height / 2, zoom: 1 };
}

/** Shows `part` with a little room around it. */
export function closeTo(part: Box, home: Box, screen: Size): Camera {
  const scale = scaleOf(home, screen, 1);
  const zoom = Math.min(screen.width / (part.width * ROOM * scale), screen.height / (part.height * ROOM * scale));
  return kept({ x: part.x + part.width / 2, y: part.y + part.height / 2, zoom }, home, screen);
}

/** Screen pixels for one unit of the picture. */
export function scaleOf(home: Box, screen: Size, zoom: number): number {
  return Math.min(screen.width / home.width, screen.height / home.height) * zoom;
}

/** The part of the picture that fills the screen. */
export function shown(camera: Camera, home: Box, screen: Size): Box {
  const scale = scaleOf(home, screen, camera.zoom);
  const width = screen.width / scale;
  const height = screen.height / scale;
  return { x: camera.x - width / 2, y: camera.y - height / 2, width, height };
}

/** `factor` times closer, with `still` (a point of the picture) staying where it is on the screen. */
export function zoomed(camera: Camera, factor: number, still: Point, home: Box, screen: Size): Camera {
  const zoom = Math.min(Math.max(camera.zoom * factor, 1), CLOSEST);
  const real = zoom / camera.zoom;
  const x = still.x + (camera.x - still.x) / real;
  const y = still.y + (camera.y - still.y) / real;
  return kept({ x, y, zoom }, home, screen);
}

/** Moved by units of the picture, as far as the picture goes. */
export function moved(camera: Camera, right: number, down: number, home: Box, screen: Size): Camera {
  return kept({ ...camera, x: camera.x + right, y: camera.y + down }, home, screen);
}

/** Moved no farther than needed for `point` to be on the screen. */
export function turnedTo(point: Point, camera: Camera, home: Box, screen: Size): Camera {
  const box = shown(camera, home, screen);
  const inset = Math.min(box.width, box.height) * 0.1;
  const inside =
    point.x > box.x + inset &&
    point.x < box.x + box.width - inset &&
    point.y > box.y + inset &&
    point.y < box.y + box.height - inset;
  return inside ? camera : kept({ ...camera, x: point.x, y: point.y }, home, screen);
}

/** On the way from one camera to another; `part` runs from 0 to 1. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number): number => a + (b - a) * part;
  const zoom = Math.exp(mix(Math.log(from.zoom), Math.log(to.zoom)));
  // Following the zoom, not the clock, keeps the target from swinging across the screen.
  const change = 1 / to.zoom - 1 / from.zoom;
  const along = Math.abs(change) < 1e-6 ? part : (1 / zoom - 1 / from.zoom) / change;
  return { x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along, zoom };
}

/** The smallest box around these. */
export function around(boxes: readonly Box[]): Box | undefined {
  const [first] = boxes;
  if (!first) return undefined;
  const left = Math.min(...boxes.map((box) => box.x));
  const top = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function kept(camera: Camera, home: Box, screen: Size): Camera {
  const zoom = Math.min(Math.max(camera.zoom, 1), CLOSEST);
  const box = shown({ ...camera, zoom }, home, screen);
  return {
    x: within(camera.x, box.width, home.x, home.width),
    y: within(camera.y, box.height, home.y, home.height),
    zoom,
  };
}

function within(middle: number, length: number, start: number, whole: number): number {
  if (length >= whole) return start + whole / 2;
  return Math.min(Math.max(middle, start + length / 2), start + whole - length / 2);
}
