/** Keeps a half-filled form until it is sent, so that a reload or a closed tab loses nothing. */

import { forget, keep, longLived, recall, type Kept } from "./kept";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Draft {
  readonly version: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const NEVER_KEPT = new Set(["hidden", "password", "file", "submit", "button", "image", "reset"]);

/**
 * What was typed into the form comes back, unless the server knows newer answers: then `data-draft-version` differs
 * from the one the draft was begun with, and the draft is dropped. Sending the form drops it too.
 */
export function enhanceDraft(root: HTMLElement, storage: Kept | undefined = longLived()): void {
  const key = root.dataset["draft"];
  if (!(root instanceof HTMLFormElement) || !key) return;
  const place = `draft:${key}`;
  const version = root.dataset["draftVersion"] ?? "";

  const draft = recall(storage, place);
  if (isDraft(draft) && draft.version === version) restore(root, draft);
  else forget(storage, place);

  const save = (): void => keep(storage, place, { version, fields: read(root) } satisfies Draft);
  root.addEventListener("input", save);
  root.addEventListener("change", save);
  root.addEventListener("submit", () => forget(storage, place));
}

/** The name and value of everything a person filled in; of choices, only what is chosen. */
export function read(form: HTMLFormElement): [string, string][] {
  return fieldsOf(form).flatMap((field): [string, string][] => {
    if (field instanceof HTMLSelectElement) {
      return [...field.selectedOptions].map((option) => [field.name, option.value]);
    }
    return isChoice(field) && !field.checked ? [] : [[field.name, field.value]];
  });
}

function restore(form: HTMLFormElement, draft: Draft): void {
  const kept = new Map<string, string[]>();
  for (const [name, value] of draft.fields) kept.set(name, [...(kept.get(name) ?? []), value]);
  for (const field of fieldsOf(form)) {
    const values = kept.get(field.name);
    if (field instanceof HTMLSelectElement) {
      if (values) for (const option of field.options) option.selected = values.includes(option.value);
    } else if (isChoice(field)) field.checked = values?.includes(field.value) ?? false;
    else if (values) field.value = values.shift() ?? field.value;
  }
  form.dispatchEvent(new CustomEvent("unknot:restored", { bubbles: true }));
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((field): field is Field => {
    const isField =
      field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
    return isField && field.name !== "" && !NEVER_KEPT.has(field.type) && !field.closest("[data-draft-skip]");
  });
}

function isChoice(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && "version" in value && "fields" in value && Array.isArray(value.fields);
}
