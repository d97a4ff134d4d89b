import { beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceAtlas } from "../src/atlas";
import { keepSize } from "../src/atlas/drawing";
import type { Shown } from "../src/atlas/told";
import { draw } from "../src/elements";

const TOLD = {
  shown: { layer: "muscles", key: "", muscle: "", side: "", point: "" },
  first: "",
  hints: { areas: "Choose a place.", muscles: "Choose a muscle.", deep: "They are dashed." },
  layers: { areas: "/layer/areas", muscles: "/layer/muscles", deep: "/layer/deep" },
  page: "/learn/atlas",
  chosen: "/learn/atlas/chosen",
};

const PAGE = `<div class="atlas" data-island="atlas">
  <script type="application/json" data-role="told">${JSON.stringify(TOLD)}</script>
  <nav class="atlas-layers"><a href="/learn/atlas?layer=areas" data-layer="areas">Places</a>
    <a href="/learn/atlas?layer=muscles" data-layer="muscles" aria-current="true">Muscles</a>
    <a href="/learn/atlas?layer=deep" data-layer="deep">Deep muscles</a></nav>
  <p data-role="hint"></p>
  <div class="map-views atlas-views">${["front", "back"]
    .map(
      (view) => `<figure class="map-view" data-view="${view}"><svg viewBox="0 0 100 200">
        <defs><pattern id="hatch-${view}-2"><path d="M0 0"/></pattern></defs>
        <g id="atlas-body-${view}"><path class="outline" d="M0 0H100V200Z"/></g>
        <g data-role="layer"></g><g data-role="chosen"></g></svg><figcaption>${view}</figcaption></figure>`,
    )
    .join("")}</div>
  <div data-role="legend" hidden></div>
  <div class="atlas-below"><section data-role="card" tabindex="-1" hidden></section>
    <form class="atlas-find"><input type="search" name="find"></form>
    <div data-list="muscles"><details><summary>Leg</summary><ul>
      <li data-also="Musculus soleus"><a href="/learn/atlas?layer=muscles&amp;muscle=soleus" data-key="soleus">Soleus</a></li>
      <li data-also="Musculus plantaris"><a href="/learn/atlas?layer=deep&amp;muscle=plantaris" data-key="plantaris">Plantaris</a></li>
    </ul></details></div>
    <div data-list="areas" hidden><details><summary>Leg</summary><ul>
      <li data-also="lower leg"><a href="/learn/atlas?layer=areas&amp;area=calf_r" data-key="calf_r">Calf</a></li></ul></details></div>
  </div></div>`;

const LAYERS: Record<string, unknown> = {
  "/layer/muscles": {
    views: { front: {}, back: { "soleus.left": "M10 150H30V190Z", "soleus.right": "M60 150H80V190Z" } },
    labels: { "soleus.left": "Soleus, left", "soleus.right": "Soleus, right" },
  },
  "/layer/areas": { views: { front: {}, back: { calf_r: "M60 140H80V190Z" } }, labels: { calf_r: "Calf (right)" } },
};

const SOLEUS: Shown = {
  layer: "muscles",
  key: "soleus.right",
  muscle: "soleus",
  side: "right",
  point: "",
  card: {
    title: "Soleus, right",
    latin: "Musculus soleus",
    lead: ["A calf muscle."],
    parts: [
      {
        heading: "Its usual sore spots",
        lines: [],
        links: [{ text: "Inner calf", href: "/learn/atlas?muscle=soleus&point=tp1", note: "", chosen: true }],
        numbered: true,
      },
      { heading: "Often confused with", lines: [], links: [{ text: "Plantaris", href: "/p", note: "deep", chosen: false }], numbered: false },
    ],
    more: [{ text: "What to do for it", href: "/learn/muscles/soleus", note: "", chosen: false }],
  },
  views: {
    back: {
      shape: "M60 150H80V190Z",
      deep: false,
      others: [],
      heat: [
        [1, "M0 0H9V9Z"],
        [2, "M0 0H5V5Z"],
      ],
      crosses: [{ number: 1, x: 70, y: 160, label_x: 8, label_y: -4, faint: false }],
    },
  },
  near: [{ view: "back", label: "Back", box: "50 140 40 60", unit: 0.2 }],
  best: "back",
  said: "Soleus, right. Pain is often felt here: Heel.",
};
const NOTHING: Shown = { ...SOLEUS, key: "", muscle: "", side: "", card: null, views: {}, near: [], best: "", said: "" };
const PLACES: Shown = { ...NOTHING, layer: "areas" };
const CALF: Shown = { ...PLACES, key: "calf_r", card: { title: "Calf (right)", latin: "", lead: [], parts: [], more: [] } };

function answer(address: string): unknown {
  if (address in LAYERS) return LAYERS[address];
  if (address.includes("area=calf_r")) return CALF;
  if (address.includes("muscle=soleus")) return SOLEUS;
  return address.includes("layer=areas") ? PLACES : NOTHING;
}

const asked: string[] = [];
const find = <Found extends Element>(selector: string): Found => {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const click = (element: Element, more: MouseEventInit = {}): boolean =>
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, button: 0, ...more }));
const press = (element: Element, key: string): boolean =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const shape = (key: string): SVGPathElement => find(`[data-view="back"] .atlas-shape[data-key="${key}"]`);

beforeEach(async () => {
  asked.length = 0;
  history.replaceState(null, "", "/learn/atlas");
  document.title = "The body atlas · Unknot";
  document.body.innerHTML = PAGE;
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return { ok: true, json: async () => answer(address) };
  });
  enhanceAtlas(find("[data-island]"));
  await vi.waitFor(() => shape("soleus.right"));
});

describe("choosing", () => {
  test("only the layer that is chosen is fetched", () => {
    expect(asked).toEqual(["/layer/muscles"]);
  });

  test("a tap draws the muscle, fills the card, marks the list and changes the address", async () => {
    click(shape("soleus.right"));
    await vi.waitFor(() => expect(find("h2").textContent).toBe("Soleus, right"));
    expect(location.search).toBe("?layer=muscles&muscle=soleus&side=right");
    expect(find('[data-view="back"] .chosen').getAttribute("d")).toBe("M60 150H80V190Z");
    expect(document.querySelectorAll('[data-view="back"] .heat')).toHaveLength(2);
    expect(find('[data-view="back"] .atlas-cross text').textContent).toBe("1");
    expect(shape("soleus.right").getAttribute("aria-pressed")).toBe("true");
    expect(find('[data-key="soleus"]').getAttribute("aria-current")).toBe("true");
    expect(find<HTMLDetailsElement>('[data-list="muscles"] details').open).toBe(true);
    expect(find("[role=status]").textContent).toContain("Pain is often felt here");
    expect(document.title).toBe("Soleus, right · The body atlas · Unknot");
    expect(find<HTMLElement>('[data-role="legend"]').hidden).toBe(false);
  });

  test("the card has a close picture, numbered points and the ways on", async () => {
    click(shape("soleus.right"));
    await vi.waitFor(() => find("h2"));
    expect(find(".atlas-near use").getAttribute("href")).toBe("#atlas-body-back");
    expect(find(".atlas-near pattern").id).toBe("hatch-near-back-2");
    expect(find("ol.atlas-links a").getAttribute("aria-current")).toBe("true");
    expect(find("ul.atlas-links li").textContent).toBe("Plantaris deep");
    expect(find<HTMLAnchorElement>(".atlas-more a").getAttribute("href")).toBe("/learn/muscles/soleus");
  });

  test("a link to the atlas is followed here and turns to the view that shows it", async () => {
    click(find('[data-key="soleus"]'));
    await vi.waitFor(() => expect(find<HTMLElement>('[data-view="back"]').hidden).toBe(false));
    expect(find<HTMLElement>('[data-view="front"]').hidden).toBe(true);
    await vi.waitFor(() => expect(document.activeElement).toBe(find('[data-role="card"]')));
  });

  test("a link is left to the browser where a new tab is asked for", () => {
    find("[data-island]").addEventListener("click", (event) => event.preventDefault());
    click(find('[data-key="soleus"]'), { ctrlKey: true });
    expect(asked).toEqual(["/layer/muscles"]);
  });

  test("Escape takes the choice away", async () => {
    click(shape("soleus.right"));
    await vi.waitFor(() => find("h2"));
    press(shape("soleus.right"), "Escape");
    await vi.waitFor(() => expect(find<HTMLElement>('[data-role="card"]').hidden).toBe(true));
    expect(location.search).toBe("?layer=muscles");
    expect(document.title).toBe("The body atlas · Unknot");
  });

  test("Enter chooses the shape in focus", async () => {
    shape("soleus.left").dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    press(shape("soleus.left"), "Enter");
    await vi.waitFor(() => expect(asked.at(-1)).toContain("muscle=soleus&side=left"));
  });

  test("another layer brings its own shapes and its own list", async () => {
    click(find('a[data-layer="areas"]'));
    await vi.waitFor(() => shape("calf_r"));
    expect(find('[data-role="hint"]').textContent).toBe("Choose a place.");
    expect(find('a[data-layer="areas"]').getAttribute("aria-current")).toBe("true");
    expect(document.querySelector('.atlas-shape[data-key="soleus.right"]')).toBeNull();
  });

  test("a place is chosen from the body in three dimensions", async () => {
    const detail = { layer: "area", ids: ["calf_r"] };
    document.dispatchEvent(new CustomEvent("solid:pick", { detail }));
    await vi.waitFor(() => shape("calf_r"));
    expect(find<HTMLElement>('[data-list="areas"]').hidden).toBe(false);
    expect(find<HTMLElement>('[data-list="muscles"]').hidden).toBe(true);
  });

  test("the body in three dimensions hears what is chosen", async () => {
    const solid = document.body.appendChild(document.createElement("div"));
    solid.dataset["island"] = "solid";
    const heard: unknown[] = [];
    solid.addEventListener("solid:show", (event) => heard.push((event as CustomEvent).detail));
    click(shape("soleus.right"));
    await vi.waitFor(() => expect(heard).toEqual([{ layer: "muscle-superficial", muscle: "soleus.right" }]));
  });
});

describe("finding", () => {
  const type = (words: string): void => {
    const field = find<HTMLInputElement>("input[type=search]");
    field.value = words;
    field.dispatchEvent(new Event("input"));
  };
  const seen = (): string[] =>
    [...document.querySelectorAll<HTMLElement>('[data-list="muscles"] li')].filter((row) => !row.hidden).map((row) => row.textContent ?? "");

  test("a part of a name leaves what is called so, and opens its part of the body", () => {
    type("plant");
    expect(seen()).toEqual(["Plantaris"]);
    expect(find<HTMLDetailsElement>("details").open).toBe(true);
    type("");
    expect(seen()).toEqual(["Soleus", "Plantaris"]);
    expect(find<HTMLDetailsElement>("details").open).toBe(false);
  });

  test("a name that nothing has is said to be unknown", () => {
    type("xyzzy");
    expect(find(".atlas-none").textContent).toContain("Nothing has that name");
  });
});

test("crosses and hatching stay as large on the screen", () => {
  const svg = draw("svg", {}, draw("g", { class: "atlas-cross", "data-at": "3 4" }), draw("pattern", {}));
  keepSize(svg, 0.5);
  expect(svg.querySelector("g")?.getAttribute("transform")).toBe("translate(3 4) scale(0.5000)");
  expect(svg.querySelector("pattern")?.getAttribute("patternTransform")).toBe("scale(0.5000)");
});
