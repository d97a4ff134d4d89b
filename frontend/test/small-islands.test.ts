import { beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceAppearance } from "../src/appearance";
import { enhanceChart, nearestDay } from "../src/chart";
import { enhanceConfirm } from "../src/confirm";
import { enhanceSlider } from "../src/slider";

const page = (html: string): HTMLElement => {
  document.body.innerHTML = html;
  return document.body.firstElementChild as HTMLElement;
};

describe("appearance", () => {
  test("a choice shows at once, and system takes it back", () => {
    const root = page(`<fieldset><input type="radio" value="dark"><input type="radio" value="system"></fieldset>`);
    enhanceAppearance(root);
    const [dark, system] = root.querySelectorAll("input");
    dark?.click();
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    system?.click();
    expect(document.documentElement.dataset["theme"]).toBeUndefined();
  });
});

describe("confirming", () => {
  test("the button works only while the word stands there", () => {
    const form = page(`<form data-confirm-word="delete"><input type="hidden" name="token"><input name="word"><button>Delete</button></form>`);
    enhanceConfirm(form);
    const field = form.querySelector<HTMLInputElement>("[name=word]");
    const send = form.querySelector("button");
    const type = (word: string): boolean | undefined => {
      if (field) field.value = word;
      field?.dispatchEvent(new Event("input"));
      return send?.disabled;
    };
    expect(send?.disabled).toBe(true);
    expect(type("Delete ")).toBe(false);
    expect(type("delet")).toBe(true);
  });
});

describe("a slider", () => {
  test("says where it stands, in words where there are words", () => {
    const root = page(`<div><script type="application/json" data-role="words">{"0":"none"}</script>
      <input type="range" min="0" max="10" value="0"><output></output></div>`);
    enhanceSlider(root);
    const input = root.querySelector("input");
    expect(input?.getAttribute("aria-valuetext")).toBe("none");
    if (input) input.value = "4";
    input?.dispatchEvent(new Event("input"));
    expect(root.querySelector("output")?.value).toBe("4");
  });
});

describe("the chart", () => {
  const chart = (): HTMLElement => {
    const root = page(`<figure><svg viewBox="0 0 100 50"><g data-day="1" data-x="10" data-label="Today: 5 of 10"></g>
      <g data-day="2" data-x="40" data-label="Tomorrow: about 4"></g></svg></figure>`);
    enhanceChart(root);
    return root;
  };

  test("can be read day by day from the keyboard", () => {
    const root = chart();
    const slider = root.querySelector("input");
    if (slider) slider.value = "1";
    slider?.dispatchEvent(new Event("input"));
    expect(slider?.getAttribute("aria-valuetext")).toBe("Tomorrow: about 4");
    expect(root.querySelector(".chart-reading")?.textContent).toBe("Tomorrow: about 4");
    expect(root.querySelector(".chart-cursor")?.getAttribute("x1")).toBe("40");
  });

  test("the pointer reads the nearest day", () => {
    expect(nearestDay([10, 40, 90], 55)).toBe(1);
    expect(nearestDay([10, 40, 90], 500)).toBe(2);
  });

  test("a chart without days stays as it is", () => {
    const root = page(`<figure><svg></svg></figure>`);
    enhanceChart(root);
    expect(root.querySelector("input")).toBeNull();
  });
});

describe("waking a page", () => {
  beforeEach(() => vi.resetModules());

  test("wakes every island it has, and only those", async () => {
    page(`<form data-island="draft confirm" data-draft="x" data-confirm-word="yes"><input name="word"><button>Go</button></form>
      <div data-island="unheard-of"></div><button data-action="print" hidden>Print</button>`);
    const print = vi.fn();
    vi.stubGlobal("print", print);
    const { wake } = await import("../src/app");
    await wake(document);
    expect(document.querySelector<HTMLButtonElement>("form button")?.disabled).toBe(true);
    const printing = document.querySelector<HTMLElement>("[data-action=print]");
    expect(printing?.hidden).toBe(false);
    printing?.click();
    expect(print).toHaveBeenCalled();
    expect(document.documentElement.hasAttribute("data-awake")).toBe(true);
  });

  test("forgets everything where the page says so", async () => {
    page(`<main data-forget></main>`);
    localStorage.setItem("unknot:draft:story", "{}");
    sessionStorage.setItem("unknot:player:1", "{}");
    const { wake } = await import("../src/app");
    await wake(document);
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0]);
  });
});
