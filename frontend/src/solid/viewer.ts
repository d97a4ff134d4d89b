/** The open viewer: canvas, buttons, names and what is marked, around a stage. */

import { button, change, icon, make, wantsLessMotion } from "../elements";
import { listen } from "./gestures";
import { readLabels } from "./labels";
import { readModel } from "./model";
import { SIDES, type Side, type View, between, centred, moved, nearestSide, seenFrom, sees, start, turned, zoomed } from "./orbit";
import type { Vector } from "./ray";
import { type Colours, Stage } from "./stage";
import { LAYERS, type Layer, type Tables, type Wish } from "./tables";
import * as words from "./words";

const TURN_MS = 380;
const SAID_AFTER_MS = 350;
/** How much nearer a press of the button leads. */
const STEP = 1.6;

/** Where everything lies, and how things are called. */
export interface Sources {
  readonly model: string;
  readonly tables: string;
  readonly textures: Readonly<Record<Layer, string>>;
  readonly names: Readonly<Record<string, string>>;
}

/** What the island may ask of an open viewer. */
export interface Viewer {
  show(wish: Wish): void;
  close(): void;
}

/**
 * Opens the viewer inside `root`. `arrived` hears how much of 1 is there. Rejects if something cannot be fetched or drawn;
 * `root` is then as it was.
 */
export async function openSolid(
  root: HTMLElement,
  sources: Sources,
  arrived: (share: number) => void,
  closed: () => void,
): Promise<Viewer> {
  let come = 0;
  const all = 2 + LAYERS.length;
  const fetched = async (url: string): Promise<Response> => {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer;
  };
  const counted = async <Thing>(coming: Promise<Thing>): Promise<Thing> => {
    const thing = await coming;
    arrived((come += 1) / all);
    return thing;
  };
  const [model, tables, ...labels] = await Promise.all([
    counted(fetched(sources.model).then(async (answer) => readModel(await answer.arrayBuffer()))),
    counted(fetched(sources.tables).then(async (answer) => (await answer.json()) as Tables)),
    ...LAYERS.map((layer) =>
      counted(fetched(sources.textures[layer]).then(async (answer) => readLabels(await answer.arrayBuffer()))),
    ),
  ]);
  const byLayer = Object.fromEntries(LAYERS.map((layer, at) => [layer, labels[at]])) as Record<Layer, (typeof labels)[0]>;
  const canvas = make("canvas", {
    class: "solid-canvas",
    tabindex: 0,
    role: "application",
    "aria-label": words.CANVAS,
    "aria-describedby": "solid-help",
  });
  const stage = new Stage(canvas, { model, tables, labels: byLayer }, coloursOf(root));
  return new Open(root, canvas, stage, sources.names, closed);
}

class Open implements Viewer {
  private readonly ending = new AbortController();
  private readonly frame: HTMLElement;
  private readonly said = make("p", { class: "solid-said", "aria-live": "polite" });
  private readonly marked = make("ul", { class: "solid-marks" });
  private readonly markedBox: HTMLElement;
  private readonly sides = new Map<Side, HTMLButtonElement>();
  private readonly sized: ResizeObserver;
  private readonly seen: IntersectionObserver;
  private readonly toned: MutationObserver;
  private view: View;
  private layer: Layer = "area";
  private asked = 0;
  private isOnScreen = true;
  private pointedAt = "";
  private looksAt: Vector | undefined;
  /** Counts the turns that go by themselves: a newer one, or a hand, ends the one before. */
  private under = 0;
  private later = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly stage: Stage,
    private readonly names: Readonly<Record<string, string>>,
    private readonly closed: () => void,
  ) {
    this.view = start(stage.box);
    this.markedBox = make("div", { hidden: true }, make("h3", {}, words.MARKED), this.marked);
    this.frame = make(
      "div",
      { class: "solid-frame" },
      this.tools(),
      make("div", { class: "solid-stage" }, canvas, make("span", { class: "solid-aim", "aria-hidden": "true" })),
      this.said,
      this.markedBox,
      make("div", { class: "hint", id: "solid-help" }, ...words.HELP.map((line) => make("p", {}, line))),
    );
    root.append(this.frame);
    listen(canvas, this.hands(), this.ending.signal);
    canvas.addEventListener("webglcontextlost", () => (this.said.textContent = words.LOST), { signal: this.ending.signal });
    window.addEventListener("pagehide", () => this.close(), { signal: this.ending.signal });
    this.sized = new ResizeObserver(() => {
      stage.fit();
      this.redraw();
    });
    this.sized.observe(canvas);
    this.seen = new IntersectionObserver((entries) => {
      this.isOnScreen = entries.some((entry) => entry.isIntersecting);
      if (this.isOnScreen) this.redraw();
    });
    this.seen.observe(canvas);
    const repaint = (): void => {
      stage.paint(coloursOf(root));
      this.redraw();
    };
    this.toned = new MutationObserver(repaint);
    this.toned.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint, { signal: this.ending.signal });
    stage.fit();
    this.show({ layer: "area" });
  }

  show(wish: Wish): void {
    this.layer = wish.layer;
    this.pointedAt = "";
    const shown = this.stage.show(wish);
    this.list(wish.marks ?? {});
    if (shown) {
      const { at, turn } = shown;
      const near = this.view.zoom > 1 ? centred(this.view, at, this.stage.box) : this.view;
      this.looksAt = at;
      this.go(turn === undefined || sees(this.view, turn) ? near : { ...near, turn, tilt: 0 });
    }
    this.redraw();
  }

  close(): void {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    this.sized.disconnect();
    this.seen.disconnect();
    this.toned.disconnect();
    cancelAnimationFrame(this.asked);
    clearTimeout(this.later);
    this.stage.dispose();
    this.frame.remove();
    this.closed();
  }

  private hands(): Parameters<typeof listen>[1] {
    return {
      isNear: () => this.view.zoom > 1,
      turn: (turn, tilt) => {
        this.under += 1;
        this.change(turned(this.view, turn, tilt));
      },
      move: (right, up) => {
        this.under += 1;
        const scale = this.stage.metresPerPixel(this.view);
        this.change(moved(this.view, right * scale, up * scale, this.stage.box));
      },
      zoom: (by, right, up) => this.zoom(by, right, up),
      step: (by) => this.step(by),
      reset: () => this.go(start(this.stage.box)),
      tap: (right, up) => this.pick(right, up),
      hover: (right, up) => this.hover(right, up),
      leave: () => this.point([]),
    };
  }

  /** Nearer to what is chosen, when one comes from the whole body. */
  private step(by: number): void {
    const isWhole = this.view.zoom === 1 && by > 1;
    const after = zoomed(this.view, by, this.stage.box);
    this.go(isWhole && this.looksAt ? centred(after, this.looksAt, this.stage.box) : after);
  }

  /** Nearer, with what lies at a place of the picture staying there. */
  private zoom(by: number, right: number, up: number): void {
    this.under += 1;
    const before = this.view;
    const after = zoomed(before, by, this.stage.box);
    const share = after.zoom === 1 ? 0 : (1 - before.zoom / after.zoom) * this.stage.metresPerPixel(before);
    const [width, height] = [this.canvas.clientWidth / 2, this.canvas.clientHeight / 2];
    this.change(moved(after, right * width * share, up * height * share, this.stage.box));
  }

  private pick(right: number, up: number): void {
    const found = this.stage.at(this.view, right, up);
    const ids = found?.ids ?? [];
    this.looksAt = found?.at ?? this.looksAt;
    this.point(ids);
    this.say(found ? this.called(ids) : words.BESIDE);
    if (ids.length === 0) return;
    this.root.dispatchEvent(new CustomEvent("solid:pick", { bubbles: true, detail: { layer: this.layer, ids: [...ids] } }));
  }

  private hover(right: number, up: number): void {
    const ids = this.stage.at(this.view, right, up)?.ids ?? [];
    this.point(ids);
    if (ids.length > 0) this.say(this.called(ids));
  }

  private point(ids: readonly string[]): void {
    const key = ids.join(" ");
    if (key === this.pointedAt) return;
    this.pointedAt = key;
    this.stage.point(ids);
    this.redraw();
  }

  private change(view: View): void {
    this.view = view;
    this.canvas.classList.toggle("is-near", view.zoom > 1);
    this.canvas.dataset["turn"] = view.turn.toFixed(3);
    this.canvas.dataset["zoom"] = view.zoom.toFixed(3);
    const side = nearestSide(view);
    for (const [each, key] of this.sides) {
      change(key, { "aria-pressed": String(each === side && Math.abs(view.turn - SIDES[side]) < 0.02) });
    }
    this.redraw();
    if (!this.canvas.matches(":focus-visible")) return;
    clearTimeout(this.later);
    this.later = window.setTimeout(() => this.hover(0, 0), SAID_AFTER_MS);
  }

  /** There at once, or with a short turn for those who do not mind motion. */
  private go(to: View): void {
    if (wantsLessMotion() || !this.isOnScreen) {
      this.change(to);
      return;
    }
    const from = this.view;
    const began = performance.now();
    this.under += 1;
    const own = this.under;
    const step = (now: number): void => {
      if (this.ending.signal.aborted || own !== this.under) return;
      const share = Math.min(1, Math.max(0, (now - began) / TURN_MS));
      this.change(share === 1 ? to : between(from, to, share * share * (3 - 2 * share)));
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private redraw(): void {
    if (this.asked !== 0 || !this.isOnScreen || this.ending.signal.aborted) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.stage.draw(this.view);
      this.canvas.dataset["drawn"] = "";
    });
  }

  private say(words_: string): void {
    if (this.said.textContent !== words_) this.said.textContent = words_;
  }

  private called(ids: readonly string[]): string {
    return ids.length === 0 ? words.NOTHING : words.listed(ids.map((id) => this.names[id] ?? id));
  }

  private list(marks: Readonly<Record<string, number>>): void {
    const rows = Object.entries(marks).filter(([, strength]) => strength > 0);
    rows.sort(([, one], [, other]) => other - one);
    this.markedBox.hidden = rows.length === 0;
    this.marked.replaceChildren(
      ...rows.map(([region, strength]) => make("li", {}, `${this.names[region] ?? region}: ${words.strength(strength)}`)),
    );
  }

  private tools(): HTMLElement {
    const sides = (Object.keys(SIDES) as Side[]).map((side) => {
      const key = button({ class: "button-quiet", "aria-pressed": String(side === "front") }, words.SIDE[side]);
      key.addEventListener("click", () => this.go(seenFrom(this.view, side)));
      this.sides.set(side, key);
      return key;
    });
    const round = (label: string, drawing: SVGSVGElement, act: () => void): HTMLButtonElement => {
      const key = button({ class: "solid-button", "aria-label": label, title: label }, drawing);
      key.addEventListener("click", act);
      return key;
    };
    return make(
      "div",
      { class: "solid-tools", role: "toolbar", "aria-label": words.CONTROLS },
      make("div", { class: "solid-sides" }, ...sides),
      make(
        "div",
        { class: "solid-zoom" },
        round(words.FURTHER, icon("M5 12h14"), () => this.step(1 / STEP)),
        round(words.NEARER, icon("M5 12h14M12 5v14"), () => this.step(STEP)),
        round(words.RESET, icon("M4 4v6h6", "M4.5 10a8 8 0 1 1-.4 5"), () => this.go(start(this.stage.box))),
        round(words.CLOSE, icon("M6 6l12 12M18 6L6 18"), () => this.close()),
      ),
    );
  }
}

/** The colours of the flat map as the style sheet has them now, for the skin tone and for light or dark. */
function coloursOf(root: HTMLElement): Colours {
  const styles = getComputedStyle(root);
  const named = (name: string): string => styles.getPropertyValue(`--figure-${name}`).trim();
  return {
    skin: named("skin"),
    suit: named("suit"),
    pain: named("pain"),
    painDeep: named("pain-deep"),
    ink: named("ink"),
    halo: named("halo"),
  };
}
