/** The body map: keeps pictures, list, tools and chips in step with one set of marks. */

import { make, readJson } from "../elements";
import { fillChips } from "./chips";
import { FINGER_REACH_PX, listen } from "./gestures";
import { Keyboard } from "./keyboard";
import { PlaceList } from "./list";
import * as history from "./marks";
import { STRONGEST } from "./marks";
import type { Depth, Mark, Marks } from "./marks";
import { opposites } from "./parts";
import { Picture } from "./picture";
import type { Region } from "./picture";
import type { Point } from "./direction";
import { SolidBody } from "./solid";
import { Stage } from "./stage";
import { Tip } from "./tip";
import { fillTools } from "./tools";
import type { Tools } from "./tools";
import { MODES, WORDS, line, whatChanged } from "./words";
import type { Mode } from "./words";

const FIRST_STRENGTH = 5;
const DEEPER: Readonly<Record<Depth, Depth>> = { "": "deep", deep: "surface", surface: "" };

/** Turns the list of places and the still pictures of `root` into a map that can be tapped and painted. */
export function enhanceBodyMap(root: HTMLElement): void {
  const views = root.querySelector<HTMLElement>(".map-views");
  const tools = root.querySelector<HTMLElement>(".map-tools");
  const list = root.querySelector<HTMLElement>(".map-list");
  if (views && tools) new BodyMap(root, views, tools, list);
  else new PlaceList(root, list, () => undefined);
}

class BodyMap {
  private readonly known: Readonly<Record<string, Region>>;
  private readonly opposites: ReadonlyMap<string, string>;
  private readonly pictures: readonly Picture[];
  private readonly list: PlaceList;
  private readonly tools: Tools;
  private readonly stage: Stage<Picture>;
  private readonly keyboard: Keyboard;
  private readonly tip: Tip;
  private readonly solid: SolidBody;
  private readonly line = make("p", { class: "map-line", "aria-hidden": "true" });
  private readonly said = make("p", { class: "visually-hidden", role: "status" });
  private readonly chips = make("ul", { class: "map-chips", "aria-label": WORDS.markedPlaces, tabindex: -1 });
  private history: history.History;
  private brush: Mark = { strength: FIRST_STRENGTH, depth: "" };
  private mode: Mode = "tap";
  private stroke: history.History | undefined;

  constructor(
    private readonly root: HTMLElement,
    views: HTMLElement,
    tools: HTMLElement,
    list: HTMLElement | null,
  ) {
    this.known = (readJson(root, "regions") ?? {}) as Record<string, Region>;
    this.opposites = opposites(this.known);
    this.pictures = [...views.querySelectorAll<HTMLElement>("figure[data-view]")].flatMap((figure) => {
      const svg = figure.querySelector("svg");
      return svg ? [new Picture(figure, svg, this.known)] : [];
    });
    root.classList.add("is-awake");
    views.after(this.line, this.said, this.chips, make("p", { class: "map-keys" }, WORDS.keys));
    this.list = new PlaceList(root, list, () => this.follow());
    if (list) this.list.fold(list);
    this.history = history.begin(this.list.read());
    this.tools = fillTools(tools, {
      strengthChosen: (strength) => this.chooseStrength(strength),
      modeChosen: (mode) => this.chooseMode(mode),
      depthChosen: (depth) => this.chooseDepth(depth),
      copy: (from) => this.copy(from),
      swap: () => this.swap(),
      undo: () => this.goBack(),
      redo: () => this.goForward(),
      clear: () => this.take(new Map()),
    });
    this.keyboard = new Keyboard(this.pictures, {
      press: (region) => this.press(region),
      set: (region, strength) => {
        if (strength > 0) this.chooseStrength(strength);
        const depth = this.history.now.get(region)?.depth ?? this.brush.depth;
        this.set(region, strength > 0 ? { strength, depth } : undefined);
      },
      deepen: (region) => this.deepen(region),
      show: (picture, region) => this.show(picture, region),
      leave: () => this.chips.focus(),
    });
    this.tip = new Tip(views, (words) => this.say(words));
    this.solid = new SolidBody(root, (regions) => this.pick(regions));
    this.stage = new Stage(views, this.pictures, {
      turned: () => this.keyboard.settle(),
      lookAt: (part) => {
        for (const picture of this.pictures) picture.lookAt(part);
      },
    });
    for (const picture of this.pictures) this.listenTo(picture);
    root.addEventListener("keydown", (event) => this.hearShortcut(event));
    root.closest("form")?.addEventListener("unknot:restored", () => this.follow());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.follow();
    });

    this.chooseStrength(this.brush.strength);
    this.chooseDepth(this.brush.depth);
    this.chooseMode(this.mode);
    this.render();
    this.stage.begin(root.dataset["firstView"] ?? this.viewOfMarks());
  }

  private listenTo(picture: Picture): void {
    listen(picture, {
      tap: (place, byFinger) => {
        const reach = byFinger ? FINGER_REACH_PX : 0;
        const region = picture.regionOf(place.target) ?? picture.regionAt(place, reach, place.target);
        if (region !== undefined) this.tap(picture, region, byFinger);
      },
      hover: (place) => {
        const region = picture.regionOf(place.target);
        picture.pointAt(region);
        this.show(picture, region);
        this.name(picture, region, place);
      },
      brush: {
        isHeld: () => this.mode !== "tap",
        reaches: (place) => picture.regionAt(place, FINGER_REACH_PX, place.target) !== undefined,
        begins: () => {
          this.stroke = this.history;
        },
        over: (place, byFinger) => {
          const region = picture.regionAt(place, 0, place.target);
          if (region !== undefined) this.brushOver(picture, region, place, byFinger);
        },
        ends: (isKept) => this.endStroke(isKept),
      },
    });
  }

  private brushOver(picture: Picture, region: string, at: Point, byFinger: boolean): void {
    const before = this.history;
    const next = history.marked(before.now, region, this.mode === "erase" ? undefined : this.brush);
    if (this.stroke) this.history = this.stroke === before ? history.step(before, next) : history.amend(before, next);
    if (this.history !== before) this.render();
    this.show(picture, region);
    this.tip.show(picture.labelOf(region), at, byFinger);
  }

  private endStroke(isKept: boolean): void {
    const before = this.stroke;
    this.stroke = undefined;
    this.tip.hide();
    if (!before) return;
    if (!isKept) this.history = before;
    this.render();
    this.list.write(this.history.now);
    this.say(whatChanged(before.now, this.history.now, this.labelOf));
  }

  private tap(picture: Picture, region: string, byFinger: boolean): void {
    if (byFinger && !picture.lens.isZoomed && !picture.isEasyToHit(region)) {
      picture.comeTo(region);
      this.line.textContent = WORDS.comeCloser;
      this.say(WORDS.comeCloser);
      return;
    }
    this.keyboard.remember(picture, region);
    this.press(region);
    this.show(picture, region);
  }

  private press(region: string): void {
    const { now } = this.history;
    this.set(region, this.mode === "erase" ? undefined : history.tapped(now, region, this.brush));
  }

  private pick(regions: readonly string[]): void {
    const known = regions.filter((region) => region in this.known);
    const [only] = known;
    if (only !== undefined && known.length === 1) this.press(only);
    else {
      const mark = this.mode === "erase" ? undefined : this.brush;
      this.take(known.reduce((marks: Marks, region) => history.marked(marks, region, mark), this.history.now));
    }
  }

  private deepen(region: string): void {
    const mark = this.history.now.get(region);
    if (mark) this.set(region, { ...mark, depth: DEEPER[mark.depth] });
  }

  private copy(from: "left" | "right"): void {
    const isFrom = (region: string): boolean => this.known[region]?.side === from;
    const { now } = this.history;
    if (![...now.keys()].some(isFrom)) this.say(from === "left" ? WORDS.nothingOnLeft : WORDS.nothingOnRight, true);
    else this.takeOrSay(history.copied(now, isFrom, this.opposite), WORDS.sameOnBoth);
  }

  private swap(): void {
    const { now } = this.history;
    if (![...now.keys()].some((region) => this.opposite(region))) this.say(WORDS.nothingOnSides, true);
    else {
      this.takeOrSay(history.swapped(now, this.opposite), WORDS.sameOnBoth);
      if (this.history.now !== now) this.say(WORDS.swapped, true);
    }
  }

  private takeOrSay(next: Marks, unchanged: string): void {
    if (history.same(this.history.now, next)) this.say(unchanged, true);
    else this.take(next);
  }

  private set(region: string, mark: Mark | undefined): void {
    this.take(history.marked(this.history.now, region, mark));
  }

  private take(next: Marks): void {
    this.turn(history.step(this.history, next));
  }

  private follow(): void {
    this.history = history.step(this.history, this.list.read());
    this.render();
  }

  private goBack(): void {
    const before = history.undo(this.history);
    if (before === this.history) this.say(WORDS.nothingToUndo);
    else this.turn(before);
  }

  private goForward(): void {
    const after = history.redo(this.history);
    if (after === this.history) this.say(WORDS.nothingToRedo);
    else this.turn(after);
  }

  private turn(next: history.History): void {
    const before = this.history.now;
    this.history = next;
    this.render();
    this.list.write(next.now);
    this.say(whatChanged(before, next.now, this.labelOf));
  }

  private render(): void {
    const { now, past, future } = this.history;
    for (const picture of this.pictures) picture.paint(now);
    this.stage?.count((picture) => [...now.keys()].filter((region) => picture.regions.has(region)).length);
    this.solid?.show(now);
    this.tools.allow({ undo: past.length > 0, redo: future.length > 0, clear: now.size > 0 });
    fillChips(this.chips, now, this.labelOf, (region) => {
      this.set(region, undefined);
      (this.chips.querySelector("button") ?? this.chips).focus();
    });
  }

  private chooseStrength(strength: number): void {
    this.brush = { ...this.brush, strength };
    this.tools.showStrength(strength);
  }

  private chooseDepth(depth: Depth): void {
    this.brush = { ...this.brush, depth };
    this.tools.showDepth(depth);
  }

  private chooseMode(mode: Mode): void {
    this.mode = mode;
    this.root.dataset["mode"] = mode;
    this.tools.showMode(mode);
    this.line.textContent = MODES[mode].hint;
  }

  private show(picture: Picture, region: string | undefined): void {
    this.line.textContent =
      region === undefined ? MODES[this.mode].hint : line(picture.labelOf(region), this.history.now.get(region));
  }

  private name(picture: Picture, region: string | undefined, at: Point): void {
    if (region === undefined) this.tip.hide();
    else {
      const words = line(picture.labelOf(region), this.history.now.get(region));
      this.tip.show(words, at, false);
      this.tip.name(words);
    }
  }

  private hearShortcut(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement && ["search", "text"].includes(event.target.type);
    if (isTyping || event.altKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && key === "z" && !event.shiftKey) this.goBack();
    else if (isCommand && (key === "y" || key === "z")) this.goForward();
    else if (!isCommand && /^[0-9]$/.test(key) && this.isTool(event.target)) this.chooseStrength(Number(key) || STRONGEST);
    else return;
    event.preventDefault();
  }

  private isTool(target: EventTarget | null): boolean {
    return target instanceof Element && target.closest(".map-tools") !== null;
  }

  private viewOfMarks(): string | undefined {
    const regions = [...this.history.now.keys()];
    return this.pictures.find((picture) => regions.some((region) => picture.regions.has(region)))?.name;
  }

  private say(words: string, visibly = false): void {
    this.said.textContent = words;
    if (visibly) this.line.textContent = words;
  }

  private readonly opposite = (region: string): string | undefined => this.opposites.get(region);

  private readonly labelOf = (region: string): string => this.known[region]?.label ?? region;
}
