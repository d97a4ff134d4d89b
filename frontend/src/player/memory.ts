/** What is kept of a running session on this device: how far it is, never an answer. */

import { PREFIX, forget, forThisTab, keep, longLived, recall } from "../kept";
import type { Standing } from "./clock";

export type Ending = "done" | "hurt";

/** `ended` once the session is over and its form not sent yet; `eased` once it was let up because it hurt. */
export interface Kept extends Standing {
  readonly ended?: Ending;
  readonly eased?: boolean;
}

const DAY_MS = 86_400_000;
const OF_PLAYERS = "player:";

/** The session under `key`, as it was when its tab was closed; nothing of a day ago or earlier. */
export class Memory {
  private readonly place: string;
  private readonly storage = longLived() ?? forThisTab();

  constructor(key: string) {
    this.place = OF_PLAYERS + key;
    this.forgetOld();
  }

  recall(): Kept | undefined {
    const found = recall(this.storage, this.place);
    return isKept(found) ? found : undefined;
  }

  keep(kept: Kept): void {
    keep(this.storage, this.place, { ...kept, at: Date.now() });
  }

  forget(): void {
    forget(this.storage, this.place);
  }

  private forgetOld(): void {
    for (const key of Object.keys(this.storage ?? {})) {
      if (!key.startsWith(PREFIX + OF_PLAYERS)) continue;
      const place = key.slice(PREFIX.length);
      const found = recall(this.storage, place) as { at?: unknown } | undefined;
      const age = Date.now() - Number(found?.at);
      if (!(age >= -DAY_MS && age < DAY_MS)) forget(this.storage, place);
    }
  }
}

/** What the person chose to hear, remembered on this device. */
export interface Choices {
  readonly speaks: boolean;
  readonly sounds: boolean;
}

const CHOICES = "player-choices";

export function recallChoices(): Choices {
  const found = recall(longLived(), CHOICES) as Partial<Choices> | undefined;
  return { speaks: found?.speaks === true, sounds: found?.sounds === true };
}

export function keepChoices(choices: Choices): void {
  keep(longLived(), CHOICES, choices);
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null | undefined;
  return typeof kept?.elapsed === "number" && typeof kept.worked === "number" && typeof kept.counted === "number";
}
