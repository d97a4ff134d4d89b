/** The window onto one picture: comes closer, moves, follows the size of the screen. */

import { change, wantsLessMotion } from "../elements";
import { between, moved, scaleOf, shown, whole, zoomed } from "./camera";
import type { Box, Camera, Size } from "./camera";
import type { Point } from "./direction";

const MOVE_MS = 280;

/** Says where to look, given all there is, the size of the screen and where one looks now. */
type Where = (home: Box, screen: Size, now: Camera) => Camera;

export class Lens {
  private home: Box;
  private camera: Camera;
  private aim: Camera;
  private wanted: Where | undefined;
  private frame = 0;

  constructor(
    private readonly svg: SVGSVGElement,
    private readonly settled: () => void,
  ) {
    const [x = 0, y = 0, width = 100, height = 100] = (svg.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    this.home = { x, y, width, height };
    this.camera = whole(this.home);
    this.aim = this.camera;
  }

  /** Whether the picture is close, or gliding there. */
  get isZoomed(): boolean {
    return this.aim.zoom > 1.01;
  }

  /** All that can be seen from far away. */
  get all(): Box {
    return this.home;
  }

  /** What is seen now; all of it while it is not on a screen. */
  get seen(): Box {
    const screen = this.screen();
    return screen ? shown(this.camera, this.home, screen) : this.home;
  }

  /** Screen pixels for one unit of the picture; 1 while it is not on a screen. */
  get scale(): number {
    const screen = this.screen();
    return screen ? scaleOf(this.home, screen, this.camera.zoom) : 1;
  }

  /** Leaves the empty margin of the picture out of sight. */
  crop(home: Box): void {
    const wasWhole = !this.isZoomed;
    this.home = home;
    if (wasWhole) this.aim = this.camera = whole(home);
  }

  /** Goes where `where` says: at once, gliding, or as soon as the picture is on a screen. */
  look(where: Where, glide = true): void {
    const screen = this.screen();
    cancelAnimationFrame(this.frame);
    if (!screen) {
      this.wanted = where;
      return;
    }
    const from = this.camera;
    const to = where(this.home, screen, this.aim);
    this.aim = to;
    if (!glide || wantsLessMotion()) {
      this.settle(to);
      return;
    }
    const started = performance.now();
    const move = (now: number): void => {
      const part = Math.min(Math.max((now - started) / MOVE_MS, 0), 1);
      this.settle(between(from, to, 1 - (1 - part) ** 3));
      if (part < 1) this.frame = requestAnimationFrame(move);
    };
    this.frame = requestAnimationFrame(move);
  }

  lookAtAll(): void {
    this.look((home) => whole(home));
  }

  /** Comes closer by a factor; `still` is a point of the screen that stays where it is. */
  zoom(factor: number, still?: Point, glide = true): void {
    const at = still ? this.toPicture(still) : this.camera;
    this.look((home, screen, now) => zoomed(now, factor, at, home, screen), glide);
  }

  /** Moves the picture by pixels of the screen; tells what was left over because the picture ends there. */
  drag(right: number, down: number): Point {
    const screen = this.screen();
    if (!screen) return { x: right, y: down };
    const { scale } = this;
    const before = this.camera;
    cancelAnimationFrame(this.frame);
    this.aim = moved(before, -right / scale, -down / scale, this.home, screen);
    this.settle(this.aim);
    return { x: right - (before.x - this.camera.x) * scale, y: down - (before.y - this.camera.y) * scale };
  }

  /** Takes the size of the screen into account, and what was asked for while there was none. */
  fit(): void {
    const screen = this.screen();
    if (!screen) return;
    const wanted = this.wanted;
    this.wanted = undefined;
    this.aim = wanted ? wanted(this.home, screen, this.aim) : moved(this.aim, 0, 0, this.home, screen);
    cancelAnimationFrame(this.frame);
    this.settle(this.aim);
  }

  private settle(camera: Camera): void {
    const screen = this.screen();
    if (!screen) return;
    this.camera = camera;
    const box = shown(camera, this.home, screen);
    change(this.svg, { viewBox: [box.x, box.y, box.width, box.height].map((side) => side.toFixed(2)).join(" ") });
    this.settled();
  }

  private toPicture(at: Point): Point {
    const screen = this.screen();
    if (!screen) return this.camera;
    const corner = this.svg.getBoundingClientRect();
    const box = shown(this.camera, this.home, screen);
    return { x: box.x + (at.x - corner.x) / this.scale, y: box.y + (at.y - corner.y) / this.scale };
  }

  private screen(): Size | undefined {
    const { clientWidth: width, clientHeight: height } = this.svg;
    return width > 0 && height > 0 ? { width, height } : undefined;
  }
}
