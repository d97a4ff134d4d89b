/** What the server tells the atlas, and how it is asked. */

export const LAYERS = ["areas", "muscles", "deep"] as const;

export type LayerName = (typeof LAYERS)[number];

/** A trigger point in pixels of the picture; its number stands that far from it, in pixels of the page. */
export interface Cross {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly label_x: number;
  readonly label_y: number;
  readonly faint: boolean;
}

/** What one view shows of what is chosen; heat from its weakest level to 4. */
export interface Drawn {
  readonly shape: string;
  readonly deep: boolean;
  readonly others: readonly string[];
  readonly heat: readonly (readonly [number, string])[];
  readonly crosses: readonly Cross[];
}

export interface Link {
  readonly text: string;
  readonly href: string;
  readonly note: string;
  readonly chosen: boolean;
}

export interface Part {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly links: readonly Link[];
  readonly numbered: boolean;
}

export interface Card {
  readonly title: string;
  readonly latin: string;
  readonly lead: readonly string[];
  readonly parts: readonly Part[];
  readonly more: readonly Link[];
}

/** A part of a view from close by; `unit` is how many pixels of the picture are one on the page. */
export interface Near {
  readonly view: string;
  readonly label: string;
  readonly box: string;
  readonly unit: number;
}

/** What is chosen: `key` names its shape, "muscle.side" or a region; empty if nothing is. */
export interface Choice {
  readonly layer: LayerName;
  readonly key: string;
  readonly muscle: string;
  readonly side: string;
  readonly point: string;
}

export interface Shown extends Choice {
  readonly card: Card | null;
  readonly views: Readonly<Record<string, Drawn>>;
  readonly near: readonly Near[];
  /** The view that shows it best; empty if nothing is chosen. */
  readonly best: string;
  readonly said: string;
}

/** Every shape of a layer by view, large ones first, and what each is called. */
export interface Layer {
  readonly views: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the page says before anything is asked: addresses, hints, what is chosen, and the view that shows it best. */
export interface Told {
  readonly shown: Choice;
  readonly first: string;
  readonly hints: Readonly<Record<LayerName, string>>;
  readonly layers: Readonly<Record<LayerName, string>>;
  readonly page: string;
  readonly chosen: string;
}

/** What the server answers. Rejects where it cannot be reached or says no. */
export async function ask<Answer>(address: string): Promise<Answer> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Answer;
}
