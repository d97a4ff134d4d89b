/** Makes elements without ever parsing a string as HTML. */

const SVG = "http://www.w3.org/2000/svg";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A new HTML element with these attributes; `true` sets an empty one, `false` leaves it out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  change(element, attributes);
  element.append(...children);
  return element;
}

/** A new SVG element with these attributes. */
export function draw<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  change(element, attributes);
  element.append(...children);
  return element;
}

/** Sets these attributes; `false` takes one away. */
export function change(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** A small drawing for a button: strokes only, hidden from screen readers. */
export function icon(...paths: string[]): SVGSVGElement {
  return draw(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true", focusable: "false" },
    ...paths.map((d) => draw("path", { d })),
  );
}

/** A button that does nothing but what its listener says. */
export function button(attributes: Attributes, ...children: (Node | string)[]): HTMLButtonElement {
  return make("button", { type: "button", ...attributes }, ...children);
}

/** What a JSON block of the page says, or undefined if there is none. */
export function readJson(root: ParentNode, role: string): unknown {
  const text = root.querySelector(`script[type="application/json"][data-role="${role}"]`)?.textContent;
  return text ? (JSON.parse(text) as unknown) : undefined;
}

/** Whether the person asked their system for less motion. */
export function wantsLessMotion(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}
