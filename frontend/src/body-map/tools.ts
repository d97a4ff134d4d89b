/** The tools above the picture: how strong, what a touch does, and the way back. */

import { button, change, icon, make } from "../elements";
import { STRONGEST } from "./marks";
import type { Depth } from "./marks";
import { ring, scale } from "./patterns";
import { DEPTHS, MODES, WORDS } from "./words";
import type { Mode } from "./words";

export interface ToolActions {
  strengthChosen(strength: number): void;
  modeChosen(mode: Mode): void;
  depthChosen(depth: Depth): void;
  copy(from: "left" | "right"): void;
  swap(): void;
  undo(): void;
  redo(): void;
  clear(): void;
}

export interface Tools {
  /** Shows which strength is chosen. */
  showStrength(strength: number): void;
  /** Shows which mode is chosen. */
  showMode(mode: Mode): void;
  /** Shows which depth is chosen. */
  showDepth(depth: Depth): void;
  /** Lets only what can be done be pressed. */
  allow(can: { undo: boolean; redo: boolean; clear: boolean }): void;
}

const UNDO = ["M9 14 4 9l5-5", "M4 9h10a6 6 0 0 1 0 12h-3"];
const REDO = ["m15 14 5-5-5-5", "M20 9H10a6 6 0 0 0 0 12h3"];
const SIDES = ["M12 3v18", "M8 8 4 12l4 4", "M4 12h4", "m16 8 4 4-4 4", "M16 12h4"];
const CLEAR = ["M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13", "M10 11v5", "M14 11v5"];
const MODE_ICONS: Readonly<Record<Mode, readonly string[]>> = {
  tap: ["M9 11V5a2 2 0 0 1 4 0v6", "M13 10a2 2 0 0 1 4 1 2 2 0 0 1 3 2v2a6 6 0 0 1-6 6h-1a6 6 0 0 1-5-3l-3-5a1.7 1.7 0 0 1 3-2l1 1"],
  paint: ["M4 20c3 0 5-1 5-4a2.5 2.5 0 0 0-5 0c0 2-1 3-2 3 1 1 1 1 2 1Z", "M9 14 19 4a1.8 1.8 0 0 1 2 2L11 16"],
  erase: ["M8 20h12", "m5 13 8-8a2 2 0 0 1 3 0l4 4a2 2 0 0 1 0 3l-8 8H9l-4-4a2 2 0 0 1 0-3Z", "m9 9 7 7"],
};

/** Fills `place` with the tools; they tell `actions` what was pressed. */
export function fillTools(place: HTMLElement, actions: ToolActions): Tools {
  const slider = make("input", { type: "range", min: 1, max: STRONGEST, step: 1, "aria-label": WORDS.howStrong });
  slider.addEventListener("input", () => actions.strengthChosen(Number(slider.value)));
  const number = make("output", { class: "strength-number" });
  const strength = make(
    "div",
    { class: "strength" },
    make("p", { class: "strength-question" }, WORDS.howStrong, " ", number),
    make("div", { class: "strength-strip" }, scale("scale"), slider),
    make("p", { class: "strength-ends", "aria-hidden": "true" }, make("span", {}, WORDS.slight), make("span", {}, WORDS.worst)),
  );

  const modes = choice("map-mode", WORDS.mode, Object.keys(MODES) as Mode[], actions.modeChosen, (mode) => [
    icon(...MODE_ICONS[mode]),
    MODES[mode].label,
  ]);
  const depths = choice("map-depth", WORDS.howDeep, Object.keys(DEPTHS) as Depth[], actions.depthChosen, (depth) => [
    ...(depth ? [ring(depth)] : []),
    make("span", { class: "is-brief" }, DEPTHS[depth].brief),
    make("span", { class: "is-long" }, DEPTHS[depth].label),
  ]);

  const undo = iconButton(WORDS.undo, UNDO, actions.undo);
  const redo = iconButton(WORDS.redo, REDO, actions.redo);
  const clear = iconButton(WORDS.clear, CLEAR, actions.clear);
  const sides = sidesMenu(actions);
  const history = make("div", { class: "map-history" }, undo, redo, sides, clear);

  place.replaceChildren(
    strength,
    make("div", { class: "map-touch" }, modes.root, history),
    make("div", { class: "map-deep" }, make("p", { "aria-hidden": "true" }, WORDS.howDeep), depths.root),
  );
  place.hidden = false;

  return {
    showStrength(chosen) {
      slider.value = String(chosen);
      number.value = `${chosen} of ${STRONGEST}`;
      change(slider, { "aria-valuetext": `${chosen} of ${STRONGEST}` });
    },
    showMode(mode) {
      modes.show(mode);
    },
    showDepth(depth) {
      depths.show(depth);
    },
    allow(can) {
      change(undo, { "aria-disabled": String(!can.undo) });
      change(redo, { "aria-disabled": String(!can.redo) });
      change(clear, { "aria-disabled": String(!can.clear) });
    },
  };
}

/** Choices of which one is taken. */
function choice<Value extends string>(
  name: string,
  legend: string,
  values: readonly Value[],
  chosen: (value: Value) => void,
  label: (value: Value) => (Node | string)[],
): { readonly root: HTMLElement; show(value: Value): void } {
  const root = make("fieldset", { class: "map-modes" }, make("legend", { class: "visually-hidden" }, legend));
  const radios = new Map<Value, HTMLInputElement>();
  for (const value of values) {
    const radio = make("input", { type: "radio", name, value, form: "" });
    radio.addEventListener("change", () => chosen(value));
    radios.set(value, radio);
    root.append(make("label", {}, radio, make("span", {}, ...label(value))));
  }
  return {
    root,
    show(value) {
      const radio = radios.get(value);
      if (radio) radio.checked = true;
    },
  };
}

/** A button that opens what can be done with left and right. */
function sidesMenu(actions: ToolActions): HTMLElement {
  const does: readonly (readonly [string, () => void])[] = [
    [WORDS.leftToRight, () => actions.copy("left")],
    [WORDS.rightToLeft, () => actions.copy("right")],
    [WORDS.swapSides, () => actions.swap()],
  ];
  const opener = make("summary", { class: "map-button", "aria-label": WORDS.sides, title: WORDS.sides }, icon(...SIDES));
  const menu = make("details", { class: "map-sides" }, opener);
  const close = (): void => {
    menu.open = false;
  };
  const list = make("div", { class: "map-sides-list" });
  for (const [label, act] of does) {
    const item = button({}, label);
    item.addEventListener("click", () => {
      close();
      opener.focus();
      act();
    });
    list.append(item);
  }
  menu.append(list);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    close();
    opener.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) close();
  });
  return menu;
}

function iconButton(label: string, paths: readonly string[], act: () => void): HTMLButtonElement {
  const made = button({ class: "map-button", "aria-label": label, title: label }, icon(...paths));
  made.addEventListener("click", () => act());
  return made;
}
