/** The way without the picture: everything there is to choose, found by name as one types. */

import { change, make } from "../elements";
import { WORDS } from "./words";

export class AtlasList {
  private readonly lists: readonly HTMLElement[];
  private readonly none = make("p", { class: "atlas-none", role: "status" });

  constructor(private readonly root: HTMLElement) {
    this.lists = [...root.querySelectorAll<HTMLElement>("[data-list]")];
    const form = root.querySelector<HTMLFormElement>(".atlas-find");
    const field = form?.querySelector<HTMLInputElement>('input[type="search"]');
    form?.after(this.none);
    form?.addEventListener("submit", (event) => event.preventDefault());
    field?.addEventListener("input", () => this.find(field.value));
  }

  /** Shows the list of this name, and which of its entries is chosen. */
  show(name: string, keys: readonly string[]): void {
    for (const list of this.lists) list.hidden = list.dataset["list"] !== name;
    for (const link of this.root.querySelectorAll<HTMLElement>("a[data-key]")) {
      const isChosen = keys.includes(link.dataset["key"] ?? "");
      change(link, { "aria-current": isChosen ? "true" : false });
      const group = link.closest("details");
      if (isChosen && group) group.open = true;
    }
  }

  private find(words: string): void {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let isAny = false;
    for (const list of this.lists) {
      for (const group of list.querySelectorAll<HTMLDetailsElement>("details")) {
        const rows = [...group.querySelectorAll<HTMLElement>("li")];
        for (const row of rows) row.hidden = !isCalled(row, wanted);
        group.hidden = rows.every((row) => row.hidden);
        group.open = wanted.length > 0 || group.querySelector("[aria-current]") !== null;
        if (!group.hidden && !list.hidden) isAny = true;
      }
    }
    this.none.textContent = isAny ? "" : WORDS.noneFound;
  }
}

function isCalled(row: HTMLElement, wanted: readonly string[]): boolean {
  const names = `${row.textContent} ${row.dataset["also"] ?? ""}`.toLowerCase();
  return wanted.every((word) => names.includes(word));
}
