import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceZoomIn, placeRead } from "../src/zoom-in";

describe("what is read", () => {
  test("is the last that has come up to the line", () => {
    expect(placeRead([-900, 40, 700], 350)).toBe(1);
    expect(placeRead([-900, -40, 350], 350)).toBe(2);
  });

  test("is the first before any has", () => {
    expect(placeRead([500, 900], 350)).toBe(0);
  });
});

describe("looking closer", () => {
  let tops: number[];

  const open = (): HTMLElement => {
    document.body.innerHTML = `<div><div class="zoom-ways"><a href="#a">a</a><a href="#b">b</a><a href="#c">c</a></div>
      <p data-role="now"></p>${["a", "b", "c"]
        .map((id) => `<section class="zoom-step" data-now="Drawing ${id}"><div class="zoom-head" id="${id}"><h2 tabindex="-1">${id}</h2>
        </div><figure class="zoom-figure"><input type="checkbox"></figure></section>`)
        .join("")}<input id="typed"></div>`;
    const root = document.body.firstElementChild as HTMLElement;
    root.querySelectorAll<HTMLElement>(".zoom-head").forEach((words, place) => {
      words.getBoundingClientRect = () => ({ top: tops[place] }) as DOMRect;
      words.scrollIntoView = vi.fn(() => {
        const moved = tops[place] ?? 0;
        tops = tops.map((top) => top - moved);
        window.dispatchEvent(new Event("scroll"));
      });
    });
    enhanceZoomIn(root);
    return root;
  };

  const states = (root: HTMLElement): string[] =>
    [...root.querySelectorAll(".zoom-figure")].map((figure) => figure.className.replace("zoom-figure", "").trim());
  const press = (key: string, target: EventTarget = document.body): void =>
    void target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

  let leaving: AbortController;

  beforeEach(() => {
    tops = [0, 1000, 2000];
    leaving = new AbortController();
    const listen = document.addEventListener.bind(document);
    vi.spyOn(document, "addEventListener").mockImplementation((kind: string, heard: EventListenerOrEventListenerObject) =>
      listen(kind, heard, { signal: leaving.signal }),
    );
  });

  afterEach(() => leaving.abort());

  test("shows the first drawing and says nothing yet", () => {
    const root = open();
    expect(states(root)).toEqual(["", "is-next", "is-next"]);
    expect(root.querySelector("[data-role=now]")?.textContent).toBe("");
    expect(root.dataset["moving"]).toBeUndefined();
  });

  test("follows the words and says which drawing it is", () => {
    const root = open();
    tops = [-1000, 0, 1000];
    window.dispatchEvent(new Event("scroll"));
    expect(states(root)).toEqual(["is-past", "", "is-next"]);
    expect(root.querySelector("[data-role=now]")?.textContent).toBe("Drawing b");
    expect(root.querySelector("[aria-current=step]")?.textContent).toBe("b");
    expect(root.dataset["moving"]).toBe("");
  });

  test("goes on and back with the arrow keys and stops at the ends", () => {
    const root = open();
    press("ArrowLeft");
    expect(states(root)[0]).toBe("");
    press("ArrowRight");
    press("ArrowRight");
    press("ArrowRight");
    expect(states(root)).toEqual(["is-past", "is-past", ""]);
    expect(document.activeElement?.textContent).toBe("c");
    press("ArrowLeft");
    expect(states(root)).toEqual(["is-past", "", "is-next"]);
  });

  test("leaves the arrow keys to what is being typed in", () => {
    const root = open();
    press("ArrowRight", root.querySelector("#typed") as Element);
    expect(states(root)[0]).toBe("");
  });

  test("brings the step of a switch that is out of sight, and leaves one in sight where it is", () => {
    const root = open();
    const [, second, third] = root.querySelectorAll<HTMLElement>(".zoom-figure");
    second?.querySelector("input")?.focus();
    expect(states(root)[0]).toBe("");
    if (third) third.style.pointerEvents = "none";
    third?.querySelector("input")?.focus();
    expect(states(root)).toEqual(["is-past", "is-past", ""]);
  });
});
