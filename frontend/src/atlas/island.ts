/** The body atlas: keeps pictures, card, list and address in step with one choice. */

import type { Point } from "../body-map/direction";
import { FINGER_REACH_PX, listen } from "../body-map/gestures";
import type { Part } from "../body-map/parts";
import { Stage } from "../body-map/stage";
import { change, make, readJson } from "../elements";
import { fillCard } from "./card";
import { Keys } from "./keys";
import { AtlasList } from "./list";
import { ask, LAYERS } from "./told";
import type { Choice, Layer, LayerName, Shown, Told } from "./told";
import { View } from "./view";
import { WORDS } from "./words";

const TIP_GAP_PX = 14;
/** What the body in three dimensions calls the layers. */
const SOLID: Readonly<Record<LayerName, string>> = { areas: "area", muscles: "muscle-superficial", deep: "muscle-deep" };
/** How strong a place is drawn on it that is chosen here. */
const MARKED = 7;

/** What was touched on it: everything under the finger. */
interface Picked {
  readonly layer: string;
  readonly ids: readonly string[];
}

/** Makes the figures of `root` answer to touch and keys, and its links work without loading the page anew. */
export function enhanceAtlas(root: HTMLElement): void {
  const told = readJson(root, "told") as Told | undefined;
  const box = root.querySelector<HTMLElement>(".atlas-views");
  const card = root.querySelector<HTMLElement>('[data-role="card"]');
  if (told && box && card) new Atlas(root, told, box, card);
}

class Atlas {
  private readonly views: readonly View[];
  private readonly stage: Stage<View>;
  private readonly keys: Keys;
  private readonly list: AtlasList;
  private readonly tip = make("p", { class: "atlas-tip", hidden: true, "aria-hidden": "true" });
  private readonly said = make("p", { class: "visually-hidden", role: "status" });
  private readonly loaded = new Map<LayerName, Promise<Layer>>();
  private readonly title = document.title;
  private choice: Choice;
  private filled: LayerName | undefined;
  private asked = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly told: Told,
    private readonly box: HTMLElement,
    private readonly card: HTMLElement,
  ) {
    this.choice = told.shown;
    this.views = [...box.querySelectorAll<HTMLElement>("figure[data-view]")].flatMap((figure) => {
      const svg = figure.querySelector("svg");
      return svg ? [new View(figure, svg)] : [];
    });
    root.classList.add("is-awake");
    box.append(this.tip);
    box.after(this.said, make("p", { class: "map-keys" }, WORDS.keys));
    this.list = new AtlasList(root);
    this.keys = new Keys(this.views, {
      choose: (_, key) => void this.go(this.queryOf(key), { pushes: true }),
      show: (view, key) => {
        view.pointAt(undefined);
        this.name(view, key);
      },
      clear: () => this.clear(),
    });
    this.stage = new Stage(box, this.views, {
      turned: () => this.keys.settle(this.choice.key),
      lookAt: (part) => this.lookAt(part),
    });
    for (const view of this.views) {
      listen(view, {
        tap: (place, byFinger) => this.tap(view, view.keysAt(place, byFinger ? FINGER_REACH_PX : 0, place.target)),
        hover: (place) => {
          const key = view.keyOf(place.target);
          view.pointAt(key);
          this.name(view, key, place);
        },
      });
      view.press(this.choice.key);
    }
    root.addEventListener("click", (event) => this.follow(event));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.choice.key) this.clear();
    });
    window.addEventListener("popstate", () => void this.go(location.search.slice(1), {}));
    document.addEventListener("solid:pick", (event) => this.pick(event));
    document.addEventListener("solid:ready", () => this.tellSolid());
    this.stage.begin(told.first);
    void this.fill(this.choice.layer);
    // It may wake later than this; whoever opens it sees what is chosen by then.
    solid()?.addEventListener("click", () => this.tellSolid(), { once: true, capture: true });
  }

  /** Shows what this query chooses; loads the page of it where that cannot be asked for. */
  private async go(query: string, how: { pushes?: boolean; turns?: boolean }): Promise<void> {
    const address = query ? `${this.told.page}?${query}` : this.told.page;
    this.asked += 1;
    const own = this.asked;
    try {
      const shown = await ask<Shown>(query ? `${this.told.chosen}?${query}` : this.told.chosen);
      if (own !== this.asked) return;
      if (how.pushes) history.pushState(null, "", address);
      this.root.querySelector('[data-role="next"]')?.setAttribute("value", address);
      await this.show(shown, how.turns === true);
    } catch {
      location.assign(address);
    }
  }

  private async show(shown: Shown, turns: boolean): Promise<void> {
    this.choice = shown;
    await this.fill(shown.layer);
    if (this.choice !== shown) return;
    const keys = [shown.key, shown.muscle].filter(Boolean);
    for (const view of this.views) {
      view.draw(shown.views[view.name]);
      view.press(shown.key);
    }
    fillCard(this.card, shown, this.views);
    this.list.show(shown.layer === "areas" ? "areas" : "muscles", keys);
    const legend = this.root.querySelector<HTMLElement>('[data-role="legend"]');
    if (legend) legend.hidden = !shown.muscle;
    if (turns) this.stage.turnTo(shown.best);
    this.keys.settle(shown.key);
    this.said.textContent = shown.said || WORDS.nothing;
    document.title = shown.card ? `${shown.card.title} · ${this.title.split(" · ").slice(-2).join(" · ")}` : this.title;
    this.tellSolid();
  }

  private async fill(layer: LayerName): Promise<void> {
    this.root.dataset["layer"] = layer;
    for (const link of this.root.querySelectorAll<HTMLAnchorElement>(".atlas-layers a")) {
      const name = link.dataset["layer"] as LayerName;
      change(link, { "aria-current": name === layer ? "true" : false, href: this.onLayer(name) });
    }
    const hint = this.root.querySelector('[data-role="hint"]');
    if (hint) hint.textContent = this.told.hints[layer];
    if (this.filled === layer) return;
    this.filled = layer;
    const { views, labels } = await this.load(layer);
    if (this.filled !== layer) return;
    for (const view of this.views) {
      view.fill(views[view.name] ?? {}, labels);
      view.press(this.choice.key);
    }
    this.stage.nameSides();
    this.keys.settle(this.choice.key);
  }

  private load(layer: LayerName): Promise<Layer> {
    const known = this.loaded.get(layer) ?? ask<Layer>(this.told.layers[layer]);
    this.loaded.set(layer, known);
    return known;
  }

  private onLayer(layer: LayerName): string {
    const { muscle, side, point } = this.choice;
    const query = new URLSearchParams({ layer, ...(muscle ? { muscle, side } : {}), ...(muscle && point ? { point } : {}) });
    return `${this.told.page}?${query}`;
  }

  private tap(view: View, keys: readonly string[]): void {
    const [first] = keys;
    if (first === undefined) return;
    // A second tap reaches what lies below.
    const next = keys[(keys.indexOf(this.choice.key) + 1) % keys.length] ?? first;
    this.keys.remember(view, next);
    void this.go(this.queryOf(next), { pushes: next !== this.choice.key });
  }

  private queryOf(key: string, layer = this.choice.layer): string {
    if (layer === "areas") return new URLSearchParams({ layer, area: key }).toString();
    const [muscle = "", side = ""] = key.split(".");
    return new URLSearchParams({ layer, muscle, side }).toString();
  }

  private clear(): void {
    void this.go(new URLSearchParams({ layer: this.choice.layer }).toString(), { pushes: true });
  }

  /** A link to the atlas shows its choice here; any other goes where it leads. */
  private follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.pathname !== this.told.page || link.origin !== location.origin) return;
    event.preventDefault();
    const isLayer = link.dataset["layer"] !== undefined;
    void this.go(link.search.slice(1), { pushes: true, turns: !isLayer }).then(() => {
      if (isLayer || this.card.hidden) return;
      this.card.focus({ preventScroll: true });
      this.box.scrollIntoView?.({ block: "nearest" });
    });
  }

  /** Names a shape beside the pointer, or above the shape itself. */
  private name(view: View, key: string | undefined, at?: Point): void {
    const path = key === undefined ? undefined : view.path(key);
    this.tip.hidden = !path || !view.isShown;
    if (!path || !view.isShown) return;
    const shape = path.getBoundingClientRect();
    const place = at ?? { x: shape.x + shape.width / 2, y: shape.y };
    this.tip.textContent = path.getAttribute("aria-label");
    const stage = this.box.getBoundingClientRect();
    const { width, height } = this.tip.getBoundingClientRect();
    const left = Math.min(Math.max(place.x - stage.x - width / 2, 0), Math.max(stage.width - width, 0));
    const above = place.y - stage.y - height - TIP_GAP_PX;
    const top = above < 0 ? place.y - stage.y + TIP_GAP_PX : above;
    this.tip.style.translate = `${left.toFixed(0)}px ${top.toFixed(0)}px`;
  }

  private async lookAt(part: Part | undefined): Promise<void> {
    if (!part) {
      for (const view of this.views) view.lookAt([]);
      return;
    }
    const { views } = await this.load("areas");
    const sides = part.side === undefined ? ["", "_l", "_r"] : [part.side === "left" ? "_l" : "_r"];
    const regions = part.areas.flatMap((area) => sides.map((side) => `${area}${side}`));
    for (const view of this.views) view.lookAt(regions.flatMap((region) => views[view.name]?.[region] ?? []));
  }

  private pick(event: Event): void {
    const picked = (event as CustomEvent<Picked | undefined>).detail;
    const layer = LAYERS.find((name) => SOLID[name] === picked?.layer);
    const { ids = [] } = picked ?? {};
    const key = ids[(ids.indexOf(this.choice.key) + 1) % ids.length];
    if (layer !== undefined && key !== undefined) void this.go(this.queryOf(key, layer), { pushes: true, turns: true });
  }

  private tellSolid(): void {
    const { layer, key, muscle, side, point } = this.choice;
    const detail = {
      layer: SOLID[layer],
      ...(muscle ? { muscle: key } : key ? { marks: { [key]: MARKED } } : {}),
      ...(point ? { point: `${muscle}.${point}.${side}` } : {}),
    };
    solid()?.dispatchEvent(new CustomEvent("solid:show", { detail }));
  }
}

function solid(): Element | null {
  return document.querySelector('[data-island~="solid"]');
}
