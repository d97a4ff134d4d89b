/**
 * Keeps a session going while Unknot cannot be reached. The server is always asked first; only pictures, styles and
 * scripts, whose addresses change with their contents, come from this device at once.
 */

import { assetsOf, following, insteadOf, isStep } from "./offline/answers";
import { add, all, send } from "./offline/waiting";

/** As much of a service worker's surroundings as is used here; the library of types for pages does not know them. */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Told extends Extendable {
  readonly data: unknown;
  readonly source: { postMessage(message: unknown): void } | null;
}
interface Fetched extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Surroundings {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  readonly fetch: typeof fetch;
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", hear: (event: Extendable) => void): void;
  addEventListener(name: "message", hear: (event: Told) => void): void;
  addEventListener(name: "fetch", hear: (event: Fetched) => void): void;
}
declare const self: Surroundings;

const CACHE = "unknot-session-";
const FOREVER = /^\/static\/[0-9a-f]+\//;

/** What a page asks to be kept: under which name, and which pages with all that belongs to them. */
interface Asked {
  readonly key: string;
  readonly pages: readonly string[];
  readonly assets: readonly string[];
}

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const asked = event.data as Partial<Asked> | undefined;
  if (typeof asked?.key === "string" && Array.isArray(asked.pages) && Array.isArray(asked.assets)) {
    event.waitUntil(
      keep(asked as Asked).then(
        () => event.source?.postMessage("kept"),
        () => undefined,
      ),
    );
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET" && FOREVER.test(url.pathname)) event.respondWith(asset(request));
  else if (request.mode === "navigate" && request.method === "POST" && isStep(url.pathname)) event.respondWith(form(request));
  else if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(request));
});

/** Every page is fetched once, with the files it names; what an earlier session kept is dropped. */
async function keep({ key, pages, assets }: Asked): Promise<void> {
  const name = CACHE + key;
  for (const old of await caches.keys()) {
    if (old.startsWith(CACHE) && old !== name) await caches.delete(old);
  }
  const cache = await caches.open(name);
  const files = new Set(assets);
  for (const path of pages) {
    const known = await cache.match(path);
    const answer = known ?? (await self.fetch(path, { credentials: "same-origin" }));
    if (!answer.ok || answer.redirected) continue;
    for (const file of assetsOf(await answer.clone().text())) files.add(file);
    if (!known) await cache.put(path, answer);
  }
  for (const file of files) {
    if (!(await cache.match(file))) await cache.add(file).catch(() => undefined);
  }
}

async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? self.fetch(request);
}

/** The server's page, after what waited has arrived there; without the server, the page as it was kept. */
async function page(request: Request): Promise<Response> {
  try {
    await send().catch(() => undefined);
    return await self.fetch(request);
  } catch {
    const path = insteadOf(new URL(request.url).pathname, await all());
    return (await kept(path)) ?? Response.error();
  }
}

/** The server's answer; without the server, the form waits, and the session goes on with what was kept. */
async function form(request: Request): Promise<Response> {
  const body = new URLSearchParams(await request.clone().text());
  try {
    await send().catch(() => undefined);
    return await self.fetch(request);
  } catch {
    if (!body.get("done_at")) body.set("done_at", new Date().toISOString());
    const waiting = { url: request.url, body: body.toString() };
    await add(waiting);
    for (const path of following(new URL(request.url).pathname, waiting)) {
      if (await kept(path)) return Response.redirect(new URL(path, self.location.origin).href, 303);
    }
    return Response.error();
  }
}

async function kept(path: string): Promise<Response | undefined> {
  return caches.match(path, { ignoreVary: true });
}
