/** The body in three dimensions. Until somebody opens it there is a button and nothing else. */

import { button, make } from "./elements";
import type { Layer, Wish } from "./solid/tables";
import type { Sources, Viewer } from "./solid/viewer";
import * as words from "./solid/words";

/**
 * Puts the button there; `solid:show` is remembered and shown as soon as the body is. `solid:ready` says that it is heard
 * from now on.
 */
export function enhanceSolid(root: HTMLElement): void {
  const open = button({ class: "button" }, words.OPEN);
  const told = make("p", { class: "solid-told", role: "status" });
  const bar = make("progress", { class: "solid-progress", max: 1, value: 0, hidden: true, "aria-label": words.LOADING });
  const gate = make("div", { class: "solid-gate" }, open, bar, told);
  root.append(gate);
  let wish: Wish | undefined;
  let viewer: Viewer | undefined;

  root.addEventListener("solid:show", (event) => {
    wish = (event as CustomEvent<Wish>).detail;
    viewer?.show(wish);
  });

  open.addEventListener("click", () => void load());
  root.dispatchEvent(new CustomEvent("solid:ready", { bubbles: true }));

  async function load(): Promise<void> {
    if (!isPossible()) {
      told.textContent = words.NOT_HERE;
      return;
    }
    open.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    told.textContent = words.LOADING;
    try {
      const { openSolid } = await import("./solid-viewer.js");
      viewer = await openSolid(root, sources(), (share) => (bar.value = share), closed);
      gate.hidden = true;
      told.textContent = "";
      if (wish) viewer.show(wish);
      root.querySelector("canvas")?.focus({ preventScroll: true });
    } catch {
      told.textContent = words.FAILED;
    }
    open.disabled = false;
    bar.hidden = true;
  }

  function closed(): void {
    viewer = undefined;
    gate.hidden = false;
    open.focus();
  }

  function sources(): Sources {
    const names = document.getElementById(root.dataset["names"] ?? "")?.textContent;
    return {
      model: root.dataset["src"] ?? "",
      tables: root.dataset["tables"] ?? "",
      textures: JSON.parse(root.dataset["textures"] ?? "{}") as Record<Layer, string>,
      names: names ? (JSON.parse(names) as Record<string, string>) : {},
    };
  }
}

/** Whether this browser draws in three dimensions and can unpack what is sent. */
function isPossible(): boolean {
  if (typeof DecompressionStream === "undefined") return false;
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
