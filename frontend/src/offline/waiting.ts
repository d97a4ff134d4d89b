/** What was sent while Unknot could not be reached: kept in this browser until it can. Shared by pages and worker. */

/** One form as it was sent, in the order of `number`. */
export interface Waiting {
  readonly number?: number;
  readonly url: string;
  readonly body: string;
}

export const NAME = "unknot-waiting";
const STORE = "forms";

/** Keeps one more form. */
export async function add(form: Waiting): Promise<void> {
  await within("readwrite", (store) => store.add(form));
}

/** Every form that waits, the first one sent at the beginning. */
export async function all(): Promise<Waiting[]> {
  return within("readonly", (store) => store.getAll() as IDBRequest<Waiting[]>);
}

async function remove(number: number): Promise<void> {
  await within("readwrite", (store) => store.delete(number));
}

/** What came of sending: how many forms arrived, and the page the last one led to. */
export interface Sent {
  readonly arrived: number;
  readonly led: string;
  readonly isStop: boolean;
}

/**
 * Sends what waits, one after the other, until one does not get through. A form that arrives a second time changes
 * nothing, since it carries the mark of its sheet. What the server refuses for good is not tried again.
 */
export async function send(): Promise<Sent> {
  let sent: Sent = { arrived: 0, led: "", isStop: false };
  for (const form of await all()) {
    let answer: Response;
    try {
      answer = await self.fetch(form.url, {
        method: "POST",
        body: form.body,
        credentials: "same-origin",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
    } catch {
      break;
    }
    if (answer.status >= 500 || answer.status === 403) break;
    if (form.number !== undefined) await remove(form.number);
    const isStop = saysDanger(form);
    sent = { arrived: sent.arrived + 1, led: isStop || !sent.isStop ? answer.url : sent.led, isStop: isStop || sent.isStop };
  }
  return sent;
}

/** Whether the form says that something feels wrong which the safety questions are about. */
export function saysDanger(form: Waiting): boolean {
  return reasonOf(form) !== "";
}

/** What feels wrong, as the form says it; empty for pain alone and for every other form. */
export function reasonOf(form: Waiting): string {
  const reason = form.url.endsWith("/stop") ? (new URLSearchParams(form.body).get("stop") ?? "") : "";
  return reason === "hurts" ? "" : reason;
}

async function within<Value>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<Value>): Promise<Value> {
  const base = await new Promise<IDBDatabase>((done, failed) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error ?? new Error("no place to keep it"));
  });
  try {
    return await new Promise<Value>((done, failed) => {
      const asked = act(base.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error ?? new Error("it could not be kept"));
    });
  } finally {
    base.close();
  }
}
