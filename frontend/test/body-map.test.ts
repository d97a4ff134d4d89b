import { beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceBodyMap } from "../src/body-map";

const REGIONS = {
  heel_l: { label: "Heel, left", area: "heel", side: "left" },
  heel_r: { label: "Heel, right", area: "heel", side: "right" },
  sole_l: { label: "Arch, left", area: "sole", side: "left" },
};

const select = (region: string): string =>
  `<div class="map-row" data-also="foot"><span>${region}</span><select name="mark.${region}" aria-label="${region}">
    <option value="">–</option>${[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `<option>${n}</option>`).join("")}
  </select></div>`;

const PAGE = `<form>
  <div data-island="body-map">
    <script type="application/json" data-role="regions">${JSON.stringify(REGIONS)}</script>
    <div class="map-tools" hidden></div>
    <div class="map-views">
      <figure class="map-view" data-view="front"><svg viewBox="0 0 100 200">
        <path class="region" data-region="heel_l" data-at="60 190" d="M50 180H70V200H50Z"/></svg>
        <figcaption>Front</figcaption></figure>
      <figure class="map-view" data-view="back"><svg viewBox="0 0 100 200">
        <path class="region" data-region="heel_l" data-at="30 190" d="M20 180H40V200H20Z"/>
        <path class="region" data-region="heel_r" data-at="70 190" d="M60 180H80V200H60Z"/>
        <path class="region" data-region="sole_l" data-at="30 170" d="M20 160H40V180H20Z"/></svg>
        <figcaption>Back</figcaption></figure>
    </div>
    <fieldset class="map-list"><legend>List</legend>
      <details data-group><summary>Feet</summary>${Object.keys(REGIONS).map(select).join("")}</details></fieldset>
  </div></form>`;

const find = <Found extends Element>(selector: string): Found => {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const region = (name: string, view = "back"): SVGPathElement => find(`[data-view="${view}"] [data-region="${name}"]`);
const chosen = (name: string): string => find<HTMLSelectElement>(`[name="mark.${name}"]`).value;
const click = (element: Element): boolean => element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
const press = (element: Element, key: string, more: KeyboardEventInit = {}): boolean =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
const pointer = (element: Element, type: string): boolean => {
  const event = new MouseEvent(type, { bubbles: true, cancelable: true, button: 0 });
  Object.assign(event, { pointerId: 1, pointerType: "mouse" });
  return element.dispatchEvent(event);
};
const chooseStrength = (strength: number): void => {
  const slider = find<HTMLInputElement>(".map-tools input[type=range]");
  slider.value = String(strength);
  slider.dispatchEvent(new Event("input"));
};
const chooseMode = (mode: string): void => find<HTMLInputElement>(`.map-modes input[value=${mode}]`).click();
const button = (label: string): HTMLButtonElement => find(`button[aria-label="${label}"]`);

const wake = (): void => enhanceBodyMap(find("[data-island]"));

beforeEach(() => {
  document.body.innerHTML = PAGE;
});

describe("tapping", () => {
  beforeEach(wake);

  test("a tap marks the place on every view, in the list and in words", () => {
    chooseStrength(7);
    click(region("heel_l"));
    expect(chosen("heel_l")).toBe("7");
    expect(region("heel_l", "front").getAttribute("aria-label")).toBe("Heel, left, 7 of 10");
    expect(region("heel_l").getAttribute("aria-pressed")).toBe("true");
    expect(find(".map-chips").textContent).toContain("Heel, left· 7");
    expect(find("[role=status]").textContent).toBe("Heel, left: 7 of 10.");
  });

  test("strength is shown by a number and a pattern, not by colour alone", () => {
    click(region("heel_l"));
    expect(region("heel_l").getAttribute("fill")).toBe("url(#mark-back-5)");
    expect(find("#mark-back-5 path.mark-hatch")).toBeTruthy();
    expect(find('[data-view="back"] .mark-numbers').textContent).toBe("5");
  });

  test("a second tap takes the mark away", () => {
    click(region("heel_l"));
    click(region("heel_l"));
    expect(chosen("heel_l")).toBe("");
    expect(find(".map-chips").textContent).toBe("Nothing is marked yet.");
  });

  test("the eraser takes away what it taps and marks nothing", () => {
    click(region("heel_l"));
    chooseMode("erase");
    click(region("heel_l"));
    click(region("heel_r"));
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["", ""]);
  });

  test("undo, redo and clear go through all of it", () => {
    click(region("heel_l"));
    click(region("heel_r"));
    click(button("Clear all"));
    expect(chosen("heel_r")).toBe("");
    click(button("Undo"));
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["5", "5"]);
    press(region("heel_l"), "z", { ctrlKey: true });
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["5", ""]);
    press(region("heel_l"), "y", { ctrlKey: true });
    expect(chosen("heel_r")).toBe("5");
    expect(button("Redo").getAttribute("aria-disabled")).toBe("false");
  });

  test("a chip takes its mark away", () => {
    click(region("heel_l"));
    click(button("Take away: Heel, left, 5 of 10"));
    expect(chosen("heel_l")).toBe("");
  });

  test("each tab says how many marks its view shows", () => {
    click(region("heel_l"));
    click(region("heel_r"));
    expect(find("#map-tab-front").textContent).toContain("1 marked");
    expect(find("#map-tab-back").textContent).toContain("2 marked");
  });
});

describe("painting", () => {
  beforeEach(() => {
    wake();
    chooseMode("paint");
  });

  test("one stroke marks all it touches and is one step back", () => {
    pointer(region("heel_l"), "pointerdown");
    pointer(region("heel_r"), "pointermove");
    pointer(region("sole_l"), "pointermove");
    pointer(region("sole_l"), "pointerup");
    expect([chosen("heel_l"), chosen("heel_r"), chosen("sole_l")]).toEqual(["5", "5", "5"]);
    click(button("Undo"));
    expect([chosen("heel_l"), chosen("heel_r"), chosen("sole_l")]).toEqual(["", "", ""]);
  });

  test("a second finger turns the stroke into a pinch and leaves no mark", () => {
    pointer(region("heel_l"), "pointerdown");
    const second = new MouseEvent("pointerdown", { bubbles: true });
    Object.assign(second, { pointerId: 2, pointerType: "touch" });
    region("heel_r").dispatchEvent(second);
    expect(region("heel_l").getAttribute("aria-pressed")).toBe("false");
    expect(chosen("heel_l")).toBe("");
  });
});

describe("the keyboard", () => {
  beforeEach(wake);

  test("the map is one stop of the Tab key", () => {
    expect(document.querySelectorAll('.region[tabindex="0"]')).toHaveLength(1);
    region("heel_r").focus();
    expect(document.querySelectorAll('.region[tabindex="0"]')).toHaveLength(1);
    expect(region("heel_r").getAttribute("tabindex")).toBe("0");
  });

  test("a digit says how strong, 0 is ten, Delete takes away", () => {
    region("heel_r").focus();
    press(region("heel_r"), "3");
    expect(chosen("heel_r")).toBe("3");
    press(region("heel_r"), "0");
    expect(chosen("heel_r")).toBe("10");
    press(region("heel_r"), "Delete");
    expect(chosen("heel_r")).toBe("");
  });

  test("Enter and the space bar mark with the chosen strength", () => {
    region("sole_l").focus();
    press(region("sole_l"), "Enter");
    expect(chosen("sole_l")).toBe("5");
    press(region("sole_l"), " ");
    expect(chosen("sole_l")).toBe("");
  });

  test("Escape leaves the picture for what is marked", () => {
    region("heel_r").focus();
    press(region("heel_r"), "Escape");
    expect(document.activeElement).toBe(find(".map-chips"));
  });

  test("arrow keys walk along the tabs", () => {
    find<HTMLElement>("#map-tab-front").focus();
    press(find("#map-tab-front"), "ArrowRight");
    expect(document.activeElement?.id).toBe("map-tab-back");
    expect(find<HTMLElement>('[data-view="front"]').hidden).toBe(true);
    expect(find<HTMLElement>('[data-view="back"]').hidden).toBe(false);
  });
});

describe("the list", () => {
  test("what it says when the page opens is on the picture", () => {
    find<HTMLSelectElement>('[name="mark.heel_r"]').value = "4";
    wake();
    expect(region("heel_r").getAttribute("aria-label")).toBe("Heel, right, 4 of 10");
    expect(find<HTMLElement>('[data-view="back"]').hidden).toBe(false);
  });

  test("a choice in it is on the picture at once, and can be undone", () => {
    wake();
    const choice = find<HTMLSelectElement>('[name="mark.heel_l"]');
    choice.value = "9";
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    expect(region("heel_l").getAttribute("aria-label")).toBe("Heel, left, 9 of 10");
    click(button("Undo"));
    expect(choice.value).toBe("");
  });

  test("it lies behind a button that says whether it is open", () => {
    wake();
    const toggle = find<HTMLButtonElement>(".map-list-toggle");
    expect(find<HTMLElement>(".map-list").hidden).toBe(true);
    click(toggle);
    expect(find<HTMLElement>(".map-list").hidden).toBe(false);
    expect(toggle.getAttribute("aria-expanded")).toBe("true");
  });

  test("it can be searched by name and by other words, and says when nothing is found", () => {
    wake();
    const filter = find<HTMLInputElement>(".map-filter input");
    const search = (words: string): number => {
      filter.value = words;
      filter.dispatchEvent(new Event("input"));
      return document.querySelectorAll(".map-row:not([hidden])").length;
    };
    expect(search("HEEL")).toBe(2);
    expect(find<HTMLDetailsElement>("details[data-group]").open).toBe(true);
    expect(search("foot")).toBe(3);
    expect(search("elbow")).toBe(0);
    expect(find(".map-none").textContent).toContain("No place has that name");
    expect(search("")).toBe(3);
    expect(find<HTMLDetailsElement>("details[data-group]").open).toBe(false);
  });

  test("it is searchable and open where there are no pictures", () => {
    find(".map-views").remove();
    wake();
    expect(find<HTMLElement>(".map-list").hidden).toBe(false);
    expect(find(".map-filter input")).toBeTruthy();
  });

  test("the tools of the map are not sent with the form", () => {
    wake();
    const sent = [...new FormData(find<HTMLFormElement>("form")).keys()];
    expect(new Set(sent)).toEqual(new Set(["mark.heel_l", "mark.heel_r", "mark.sole_l"]));
  });
});

describe("how deep", () => {
  beforeEach(() => {
    for (const choice of document.querySelectorAll<HTMLSelectElement>('[name^="mark."]')) {
      const name = choice.name.replace("mark.", "depth.");
      choice.insertAdjacentHTML(
        "afterend",
        `<select name="${name}" aria-label="how deep"><option value="">?</option><option value="deep">deep</option><option value="surface">skin</option></select>`,
      );
    }
    find<HTMLSelectElement>('[name="mark.heel_r"]').value = "4";
    find<HTMLSelectElement>('[name="depth.heel_r"]').value = "surface";
    wake();
  });

  const depthOf = (name: string): HTMLSelectElement => find(`[name="depth.${name}"]`);

  test("what the list says is on the picture, as a ring and in words", () => {
    expect(region("heel_r").getAttribute("aria-label")).toBe("Heel, right, 4 of 10, near the skin");
    expect(find('[data-view="back"] .mark-numbers .mark-ring.is-surface')).toBeTruthy();
    expect(find(".map-chips").textContent).toContain("near the skin");
  });

  test("a place is marked as deep as was chosen, and the same again changes or takes it away", () => {
    find<HTMLInputElement>('input[name=map-depth][value="deep"]').click();
    click(region("heel_l"));
    expect([chosen("heel_l"), depthOf("heel_l").value]).toEqual(["5", "deep"]);
    expect(document.querySelectorAll('[data-view="front"] .mark-ring-inner')).toHaveLength(1);
    find<HTMLInputElement>('input[name=map-depth][value="surface"]').click();
    click(region("heel_l"));
    expect([chosen("heel_l"), depthOf("heel_l").value]).toEqual(["5", "surface"]);
    click(region("heel_l"));
    expect([chosen("heel_l"), depthOf("heel_l").value]).toEqual(["", ""]);
  });

  test("D goes through the depths of a marked place, and a digit leaves its depth alone", () => {
    region("heel_r").focus();
    press(region("heel_r"), "7");
    expect([chosen("heel_r"), depthOf("heel_r").value]).toEqual(["7", "surface"]);
    press(region("heel_r"), "d");
    expect(depthOf("heel_r").value).toBe("");
    press(region("heel_r"), "d");
    expect(depthOf("heel_r").value).toBe("deep");
    click(button("Undo"));
    expect(depthOf("heel_r").value).toBe("");
  });

  test("the list asks how deep only where it hurts", () => {
    expect(depthOf("heel_r").hidden).toBe(false);
    expect(depthOf("heel_l").hidden).toBe(true);
    click(region("heel_l"));
    expect(depthOf("heel_l").hidden).toBe(false);
  });
});

describe("left and right", () => {
  beforeEach(wake);

  const side = (words: string): void => {
    const found = [...document.querySelectorAll<HTMLButtonElement>(".map-sides-list button")];
    found.find((each) => each.textContent === words)?.click();
  };

  test("one side is copied to the other in one step", () => {
    click(region("heel_l"));
    click(region("sole_l"));
    side("Copy left to right");
    expect([chosen("heel_l"), chosen("heel_r"), chosen("sole_l")]).toEqual(["5", "5", "5"]);
    click(button("Undo"));
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["5", ""]);
  });

  test("the sides are swapped and swapped back", () => {
    click(region("heel_l"));
    side("Swap left and right");
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["", "5"]);
    expect(find("[role=status]").textContent).toContain("swapped");
    click(button("Undo"));
    expect([chosen("heel_l"), chosen("heel_r")]).toEqual(["5", ""]);
  });

  test("where there is nothing to copy it says so and changes nothing", () => {
    click(region("heel_l"));
    side("Copy right to left");
    expect(find("[role=status]").textContent).toBe("Nothing is marked on the right.");
    expect(button("Redo").getAttribute("aria-disabled")).toBe("true");
  });
});

describe("the name beside the pointer", () => {
  beforeEach(wake);

  test("it says what is under the pointer and how it is marked", () => {
    click(region("heel_r"));
    pointer(region("heel_r"), "pointermove");
    expect(find<HTMLElement>(".map-tip").hidden).toBe(false);
    expect(find(".map-tip").textContent).toBe("Heel, right: 5 of 10");
    pointer(find('[data-view="back"] svg'), "pointerleave");
    expect(find<HTMLElement>(".map-tip").hidden).toBe(true);
  });

  test("it is said aloud once the pointer rests", () => {
    vi.useFakeTimers();
    pointer(region("heel_l"), "pointermove");
    pointer(region("heel_r"), "pointermove");
    vi.runAllTimers();
    expect(find("[role=status]").textContent).toBe("Heel, right");
    vi.useRealTimers();
  });
});

describe("a finger that paints", () => {
  beforeEach(() => {
    wake();
    chooseMode("paint");
  });

  const touch = (element: Element): boolean => {
    const event = new Event("touchstart", { bubbles: true, cancelable: true });
    Object.assign(event, { changedTouches: [{ clientX: 0, clientY: 0 }] });
    return element.dispatchEvent(event);
  };

  test("it holds the page still from the body, and lets it scroll from beside it", () => {
    expect(touch(region("heel_l"))).toBe(false);
    expect(touch(find('[data-view="back"] svg'))).toBe(true);
    chooseMode("tap");
    expect(touch(region("heel_l"))).toBe(true);
  });
});

describe("the solid body", () => {
  beforeEach(() => {
    find(".map-views").insertAdjacentHTML("afterend", '<div data-island="solid"></div>');
    wake();
  });

  test("what is picked there is marked here, and what is marked here is shown there", () => {
    const solid = find('[data-island="solid"]');
    const shown: unknown[] = [];
    solid.addEventListener("solid:show", (event) => shown.push((event as CustomEvent<unknown>).detail));
    const pick = (layer: string, ...ids: string[]): boolean =>
      solid.dispatchEvent(new CustomEvent("solid:pick", { detail: { layer, ids } }));
    pick("area", "heel_l");
    expect(chosen("heel_l")).toBe("5");
    pick("muscle", "soleus");
    expect(shown).toEqual([{ layer: "area", marks: { heel_l: 5 } }]);
    pick("area", "heel_l");
    expect(chosen("heel_l")).toBe("");
  });
});
