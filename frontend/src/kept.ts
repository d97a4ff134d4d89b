/** What the browser keeps for the person. Everything lies under one prefix, so that it can be forgotten whole. */

export const PREFIX = "unknot:";

export type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** The value kept under `key`, or undefined if there is none or it cannot be read. */
export function recall(storage: Kept | undefined, key: string): unknown {
  try {
    const text = storage?.getItem(PREFIX + key);
    return text ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps `value`, or does nothing where the browser refuses to keep things. */
export function keep(storage: Kept | undefined, key: string, value: unknown): void {
  try {
    storage?.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage must not stop the page from working.
  }
}

/** Forgets what is kept under `key`. */
export function forget(storage: Kept | undefined, key: string): void {
  try {
    storage?.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}

/** Forgets everything Unknot kept in this storage, and nothing else. */
export function forgetEverything(storage: Storage | undefined): void {
  if (!storage) return;
  for (const key of Object.keys(storage)) {
    if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
}

/** What outlives the tab; undefined where the browser forbids it. */
export function longLived(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

/** What lives as long as the tab; undefined where the browser forbids it. */
export function forThisTab(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}
