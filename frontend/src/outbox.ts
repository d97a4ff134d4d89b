/** The page's side of going on without a connection: what waits is shown, sent as soon as it can be, and cleared. */

import { NAME, all, send } from "./offline/waiting";
import { forget, keep, longLived } from "./kept";

/** Set in this browser while something waits, so that every page of Unknot knows it. */
export const MARK = "waiting";
const CACHE = "unknot-session-";
const AGAIN_MS = 10_000;

/** The session's pages are kept on this device as soon as they are open, and what waits is shown and sent. */
export async function enhanceOutbox(root: HTMLElement): Promise<void> {
  const { worker, scope, key, over } = root.dataset;
  if (worker && scope && key) await begin(worker, scope, key, list(root, "pages"), list(root, "assets"));
  const waiting = await look(root);
  if (over !== undefined && !waiting) await clearSession();
}

/** What waits is tried now and again; what a page outside a session has to do. */
export async function sendWaiting(): Promise<void> {
  const before = await count();
  if (!before) {
    forget(longLived(), MARK);
    return;
  }
  const { arrived, led, isStop } = await send();
  if (await count()) window.setTimeout(() => void sendWaiting(), AGAIN_MS);
  else forget(longLived(), MARK);
  if (isStop && led) location.assign(led);
  else if (arrived) location.reload();
}

/** Nothing of a session is left in this browser: no pages, no forms, no worker. */
export async function clearAll(): Promise<void> {
  await clearSession();
  if (typeof indexedDB !== "undefined") indexedDB.deleteDatabase(NAME);
}

async function begin(worker: string, scope: string, key: string, pages: string[], assets: string[]): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    const registered = await navigator.serviceWorker.register(worker, { scope });
    const asked = { key, pages, assets };
    const found = registered.active ?? registered.waiting ?? registered.installing;
    const tell = (): void => void (found?.state === "activated" && found.postMessage(asked));
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "kept") document.documentElement.dataset["kept"] = "";
    });
    tell();
    found?.addEventListener("statechange", tell);
  } catch {
    // A browser that keeps no workers goes on with the server alone.
  }
}

/** Shows how it stands with what waits, and tries again until nothing does. Returns whether something still waits. */
async function look(root: HTMLElement): Promise<boolean> {
  const waiting = await count();
  root.hidden = !waiting;
  if (!waiting) {
    forget(longLived(), MARK);
    return false;
  }
  keep(longLived(), MARK, true);
  const again = async (): Promise<void> => {
    const { isStop, led } = await send();
    const left = await count();
    root.hidden = !left;
    if (!left) {
      forget(longLived(), MARK);
      window.removeEventListener("online", onLine);
      clearInterval(timer);
      if (root.dataset["over"] !== undefined) await clearSession();
    }
    if (isStop && led) location.assign(led);
  };
  const onLine = (): void => void again();
  const timer = window.setInterval(onLine, AGAIN_MS);
  window.addEventListener("online", onLine);
  await again();
  return !root.hidden;
}

async function count(): Promise<number> {
  return typeof indexedDB === "undefined" ? 0 : (await all().catch(() => [])).length;
}

async function clearSession(): Promise<void> {
  if (typeof caches !== "undefined") {
    for (const name of await caches.keys()) if (name.startsWith(CACHE)) await caches.delete(name);
  }
  if ("serviceWorker" in navigator) {
    for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  }
}

function list(root: HTMLElement, name: string): string[] {
  return (root.dataset[name] ?? "").split(" ").filter(Boolean);
}
