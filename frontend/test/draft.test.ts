import { beforeEach, describe, expect, test } from "vitest";

import { enhanceDraft } from "../src/draft";
import { forgetEverything } from "../src/kept";

const form = (version = "1"): HTMLFormElement => {
  document.body.innerHTML = `<form data-island="draft" data-draft="story" data-draft-version="${version}">
    <input type="hidden" name="token" value="server"><input name="since" value=""><textarea name="words"></textarea>
    <input type="checkbox" name="moves" value="turn"><input type="checkbox" name="moves" value="bend">
    <input type="radio" name="bad" value="1"><input type="radio" name="bad" value="2" checked>
    <select name="mark.heel_l"><option value="">–</option><option>5</option></select></form>`;
  const made = document.querySelector("form");
  if (!made) throw new Error("no form");
  enhanceDraft(made);
  return made;
};
const field = <Field extends Element>(selector: string): Field => document.querySelector(selector) as Field;
const type = (selector: string, value: string): void => {
  const typed = field<HTMLInputElement>(selector);
  typed.value = value;
  typed.dispatchEvent(new Event("input", { bubbles: true }));
};

beforeEach(() => localStorage.clear());

describe("a draft", () => {
  test("brings back what was typed and chosen after the tab was closed", () => {
    form();
    field<HTMLInputElement>('[value="bend"]').checked = true;
    field<HTMLInputElement>('[name="bad"][value="1"]').checked = true;
    field<HTMLSelectElement>("select").value = "5";
    type("textarea", "since the move");
    form();
    expect(field<HTMLTextAreaElement>("textarea").value).toBe("since the move");
    expect(field<HTMLInputElement>('[value="bend"]').checked).toBe(true);
    expect(field<HTMLInputElement>('[value="turn"]').checked).toBe(false);
    expect(field<HTMLInputElement>('[name="bad"]:checked').value).toBe("1");
    expect(field<HTMLSelectElement>("select").value).toBe("5");
  });

  test("gives way to newer answers of the server", () => {
    form("1");
    type("[name=since]", "yesterday");
    form("2");
    expect(field<HTMLInputElement>("[name=since]").value).toBe("");
    expect(localStorage).toHaveLength(0);
  });

  test("is gone once the form was sent", () => {
    const sent = form();
    type("[name=since]", "yesterday");
    sent.dispatchEvent(new Event("submit"));
    expect(localStorage).toHaveLength(0);
  });

  test("never keeps or changes hidden fields", () => {
    form();
    type("[name=since]", "yesterday");
    expect(JSON.stringify({ ...localStorage })).not.toContain("token");
  });

  test("does not mind a broken storage", () => {
    localStorage.setItem("unknot:draft:story", "{half");
    form();
    expect(field<HTMLInputElement>("[name=since]").value).toBe("");
    const broken = { getItem: () => null, removeItem: () => undefined, setItem: () => { throw new Error("full"); } };
    const made = field<HTMLFormElement>("form");
    expect(() => {
      enhanceDraft(made, broken);
      type("[name=since]", "today");
    }).not.toThrow();
  });

  test("is forgotten with everything else of Unknot, and nothing of others", () => {
    form();
    type("[name=since]", "yesterday");
    localStorage.setItem("other", "stays");
    forgetEverything(localStorage);
    expect(Object.keys(localStorage)).toEqual(["other"]);
  });
});
