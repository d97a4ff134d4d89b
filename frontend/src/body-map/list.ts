/** The equal path: every place by name. Its selects are what the form sends; the picture follows them. */

import { button, change, make } from "../elements";
import type { Depth, Mark, Marks } from "./marks";
import { WORDS } from "./words";

const ROW = ".map-row, tr, li";

export class PlaceList {
  private readonly selects: ReadonlyMap<string, HTMLSelectElement>;
  private readonly depths: ReadonlyMap<string, HTMLSelectElement>;
  private isTelling = false;

  constructor(
    root: HTMLElement,
    list: HTMLElement | null,
    changed: () => void,
  ) {
    this.selects = called(root, "mark.");
    this.depths = called(root, "depth.");
    for (const select of [...this.selects.values(), ...this.depths.values()]) {
      select.addEventListener("change", () => {
        this.offerDepths();
        if (!this.isTelling) changed();
      });
    }
    this.offerDepths();
    if (list && this.selects.size > 0) this.addFilter(list);
  }

  /** What the selects say now. */
  read(): Marks {
    const marks = new Map<string, Mark>();
    for (const [region, select] of this.selects) {
      const strength = Number(select.value);
      if (strength > 0) marks.set(region, { strength, depth: (this.depths.get(region)?.value ?? "") as Depth });
    }
    return marks;
  }

  /** Makes the selects say this, and tells the form of it. */
  write(marks: Marks): void {
    this.isTelling = true;
    for (const [region, select] of this.selects) {
      const mark = marks.get(region);
      choose(select, mark ? String(mark.strength) : "");
      const depth = this.depths.get(region);
      if (depth) choose(depth, mark?.depth ?? "");
    }
    this.isTelling = false;
    this.offerDepths();
  }

  /** Puts the list behind a button, because there is a picture. Its marks are sent all the same. */
  fold(list: HTMLElement): void {
    list.id ||= "map-list";
    const toggle = button({ class: "map-list-toggle", "aria-controls": list.id });
    const show = (isOpen: boolean): void => {
      list.hidden = !isOpen;
      change(toggle, { "aria-expanded": String(isOpen) });
      toggle.textContent = isOpen ? WORDS.closeList : WORDS.openList;
    };
    toggle.addEventListener("click", () => show(list.hidden));
    list.before(toggle);
    show(false);
  }

  /** How deep is only asked where it hurts. */
  private offerDepths(): void {
    for (const [region, depth] of this.depths) depth.hidden = !this.selects.get(region)?.value;
  }

  private addFilter(list: HTMLElement): void {
    const field = make("input", { type: "search", autocomplete: "off", placeholder: WORDS.filterHint, form: "" });
    const none = make("p", { class: "map-none", role: "status" });
    const rows = [...new Set([...this.selects.values()].flatMap((select) => select.closest<HTMLElement>(ROW) ?? []))];
    const groups = [...list.querySelectorAll<HTMLElement>("[data-group]")];
    const opened = new Set(groups.filter((group) => group instanceof HTMLDetailsElement && group.open));
    field.addEventListener("input", () => {
      const isSearching = field.value.trim() !== "";
      for (const row of rows) row.hidden = !isCalled(row, field.value);
      for (const group of groups) {
        group.hidden = !rows.some((row) => group.contains(row) && !row.hidden);
        if (group instanceof HTMLDetailsElement) group.open = isSearching || opened.has(group);
      }
      none.textContent = rows.some((row) => !row.hidden) ? "" : WORDS.noneFound;
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    const filter = make("label", { class: "map-filter" }, make("span", {}, WORDS.filter), field);
    const legend = list.querySelector(":scope > legend");
    if (legend) legend.after(filter, none);
    else list.prepend(filter, none);
  }
}

function called(root: HTMLElement, prefix: string): ReadonlyMap<string, HTMLSelectElement> {
  const found = [...root.querySelectorAll<HTMLSelectElement>(`select[name^="${prefix}"]`)];
  return new Map(found.map((select) => [select.name.slice(prefix.length), select]));
}

function choose(select: HTMLSelectElement, value: string): void {
  if (select.value === value) return;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function isCalled(row: HTMLElement, words: string): boolean {
  const names = `${nameOf(row)} ${row.dataset["also"] ?? ""}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => names.includes(word));
}

function nameOf(row: HTMLElement): string {
  const labels = [...row.querySelectorAll('select[name^="mark."]')].map((select) => select.getAttribute("aria-label") ?? "");
  const copy = row.cloneNode(true) as HTMLElement;
  for (const options of copy.querySelectorAll("select")) options.remove();
  return [copy.textContent ?? "", ...labels].join(" ");
}
