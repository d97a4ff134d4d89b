import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enhanceBodyChoice } from "../src/body-choice";

const PAGE = `<form><input type="hidden" name="csrfmiddlewaretoken" value="token">
  <div data-island="body-choice" data-to="/settings/look">
    <button name="body" value="male" aria-pressed="false">Man</button>
    <button name="tone" value="tone_2" aria-pressed="true" aria-label="Skin tone 2 of 6"></button>
    <button name="tone" value="tone_5" aria-pressed="false" aria-label="Skin tone 5 of 6"></button>
  </div></form>`;

const button = (value: string): HTMLButtonElement => {
  const found = document.querySelector<HTMLButtonElement>(`button[value="${value}"]`);
  if (!found) throw new Error(`no button ${value}`);
  return found;
};

describe("which body and skin tone", () => {
  const sent = vi.fn(async () => new Response(null, { status: 204 }));

  beforeEach(() => {
    vi.stubGlobal("fetch", sent);
    document.documentElement.className = "tone-2 other";
    document.body.innerHTML = PAGE;
    const root = document.querySelector<HTMLElement>("[data-island]");
    if (root) enhanceBodyChoice(root);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    sent.mockClear();
    document.documentElement.className = "";
  });

  test("a tone is worn at once, kept in the background, and does not send the form", () => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true });
    button("tone_5").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(document.documentElement.className).toBe("other tone-5");
    expect([button("tone_2"), button("tone_5")].map((each) => each.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
    const [to, how] = sent.mock.calls[0] as unknown as [string, RequestInit];
    expect(to).toBe("/settings/look");
    expect(String(how.body)).toBe("csrfmiddlewaretoken=token&tone=tone_5");
  });

  test("a body is left to the form", () => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true });
    button("male").addEventListener("click", (click) => click.preventDefault());
    button("male").dispatchEvent(event);
    expect(sent).not.toHaveBeenCalled();
  });
});
