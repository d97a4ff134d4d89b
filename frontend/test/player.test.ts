import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enhancePlayer } from "../src/player";
import { PREFIX } from "../src/kept";

const CUES = [
  { at_s: 0, kind: "ready", text: "Get into position." },
  { at_s: 5, kind: "work", text: "Go to the first mild pull and hold." },
  { at_s: 35, kind: "end", text: "Done. How does it feel?" },
];

const PAGE = `<section data-island="player" data-seconds="35" data-key="today-1">
  <script type="application/json" data-role="cues">${JSON.stringify(CUES)}</script>
  <div data-role="stage" hidden></div>
  <div data-role="ease" hidden><p>Press less, until it is 3 at most.</p></div>
  <aside data-role="stop-if"><p>Stop if it turns sharp.</p></aside>
  <ol class="cue-list">${CUES.map((cue) => `<li>${cue.text}</li>`).join("")}</ol>
  <form method="post" data-role="done"><h2>How was it?</h2>
    <input type="hidden" name="seconds"><input type="hidden" name="stopped">
    <input type="hidden" name="counted"><input type="hidden" name="eased">
    <p data-role="minutes"><input name="minutes" type="number"></p>
    <input type="radio" name="felt" value="better"></form></section>
  <form method="post" data-role="stop"><input type="hidden" name="seconds">
    <button name="stop" value="dizzy">Dizzy or faint</button>
    <button name="stop" value="hurts" data-role="hurts">It hurts too much</button></form>
  <form method="post" data-role="swap"><input type="hidden" name="seconds"><button>Change to: Shoulder rolls</button></form>`;

const MOVES = [
  { at_s: 0, kind: "ready", text: "Get into position." },
  { at_s: 5, kind: "work", text: "Slow and easy.", count: 1, counts: 3, place: "Left side" },
  { at_s: 9, kind: "turn", text: "Slow and easy.", count: 2, counts: 3, place: "Left side" },
  { at_s: 13, kind: "turn", text: "Slow and easy.", count: 3, counts: 3, place: "Left side" },
  { at_s: 17, kind: "end", text: "Done." },
];
const MOVING = PAGE.replace(JSON.stringify(CUES), JSON.stringify(MOVES))
  .replace('data-seconds="35"', 'data-seconds="17" data-counted');
const PASSES = MOVES.map((cue) => (cue.counts ? { ...cue, way: cue.count === 2 ? "back" : "along" } : cue));
const ROLLING = PAGE.replace(JSON.stringify(CUES), JSON.stringify(PASSES)).replace('data-seconds="35"', 'data-seconds="17"');
const DRAWN = { frames: [{ src: "a.webp", alt: "Standing" }, { src: "b.webp", alt: "Leaning" }], width: 300, height: 400, mirrored: true };

const find = <Found extends HTMLElement>(selector: string): Found => {
  const found = document.querySelector<Found>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const button = (words: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll("button")].find((one) => one.textContent?.includes(words));
  if (!found) throw new Error(`no button says ${words}`);
  return found;
};
const pass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1_000);
const press = (key: string): boolean => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const stopBecause = (words: string): SubmitEvent => {
  const event = new SubmitEvent("submit", { submitter: button(words), bubbles: true, cancelable: true });
  find("form[data-role=stop]").dispatchEvent(event);
  return event;
};
const told = (): string => find<HTMLInputElement>("form[data-role=stop] [name=seconds]").value;
const value = (name: string): string => find<HTMLInputElement>(`[name=${name}]`).value;
const kept = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}player:`));
const open = (page = PAGE): void => {
  document.body.innerHTML = page;
  enhancePlayer(find("[data-island]"));
};

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  open();
});
afterEach(() => vi.useRealTimers());

describe("the player", () => {
  test("waits for the person and says what comes first", () => {
    expect(find(".player-cue").textContent).toBe("Ready when you are.");
    expect(find(".player-next").textContent).toBe("Next: Get into position.");
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(true);
  });

  test("says each cue in its time, politely, and counts down", () => {
    button("Start").click();
    pass(6);
    expect(find(".player-cue").textContent).toBe("Go to the first mild pull and hold.");
    expect(find(".player-cue").getAttribute("aria-live")).toBe("polite");
    expect(find(".player-digits").textContent).toBe("0:29");
    expect(find(".cue-list .is-now").textContent).toBe("Go to the first mild pull and hold.");
  });

  test("stands still while paused, by button or by space bar", () => {
    button("Start").click();
    pass(10);
    press(" ");
    pass(60);
    expect(find(".player-digits").textContent).toBe("0:25");
    button("Go on").click();
    pass(5);
    expect(find(".player-digits").textContent).toBe("0:20");
  });

  test("goes back ten seconds and on to the next cue", () => {
    button("Start").click();
    pass(20);
    press("ArrowLeft");
    expect(find(".player-digits").textContent).toBe("0:25");
    button("10 s").click();
    button("Next").click();
    expect(find(".player-digits").textContent).toBe("0:30");
  });

  test("hands the seconds at work to the form at the end", () => {
    button("Start").click();
    pass(40);
    expect(value("seconds")).toBe("30");
    expect(value("stopped")).toBe("");
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(true);
    expect(document.activeElement?.textContent).toBe("How was it?");
  });

  test("asks why when it is stopped, and tells the form if it hurt", () => {
    button("Start").click();
    pass(15);
    button("Stop").click();
    pass(60);
    button("It hurts").click();
    button("It still hurts").click();
    expect(value("seconds")).toBe("10");
    expect(value("stopped")).toBe("1");
  });

  test("stopping because it is enough is no alarm", () => {
    button("Start").click();
    pass(15);
    button("Stop").click();
    button("Enough for now").click();
    expect([value("seconds"), value("stopped")]).toEqual(["10", ""]);
  });

  test("carrying on after a stop loses nothing", () => {
    button("Start").click();
    pass(15);
    button("Stop").click();
    button("Carry on").click();
    pass(5);
    expect(find(".player-digits").textContent).toBe("0:15");
  });

  test("after a closed tab it waits, paused, where it was", () => {
    button("Start").click();
    pass(15);
    open();
    pass(60);
    expect(find(".player-digits").textContent).toBe("0:20");
    expect(find(".player-note").textContent).toContain("in the middle");
    button("Go on").click();
    pass(25);
    expect(value("seconds")).toBe("30");
  });

  test("what was finished waits in the form through a reload, until it is sent", () => {
    button("Start").click();
    pass(40);
    open();
    expect([value("seconds"), find<HTMLFormElement>("form[data-role=done]").hidden]).toEqual(["30", false]);
    find<HTMLFormElement>("form[data-role=done]").dispatchEvent(new Event("submit"));
    expect(kept()).toEqual([]);
    open();
    expect(find(".player-cue").textContent).toBe("Ready when you are.");
  });

  test("a form that came back with an answer to mend stays open", () => {
    document.body.innerHTML = PAGE.replace('name="minutes"', 'name="minutes" aria-invalid="true"');
    enhancePlayer(find("[data-island]"));
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
    expect(document.querySelector(".player-face")).toBeNull();
  });

  test("seconds that came back are not asked for as minutes", () => {
    document.body.innerHTML = PAGE.replace('name="seconds"', 'name="seconds" value="30"');
    enhancePlayer(find("[data-island]"));
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(true);
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
  });

  test("the stop signs stay in sight, and it can be written down without the timer", () => {
    button("Done without the timer").click();
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(false);
    expect(find("[data-role=stop-if]").hidden).toBe(false);
  });

  test("saying what is felt stops the timer and sends the seconds at work along", () => {
    button("Start").click();
    pass(15);
    expect(stopBecause("Dizzy or faint").defaultPrevented).toBe(false);
    expect(told()).toBe("10");
    expect(kept()).toEqual([]);
  });

  test("what is felt before the start happened in no time at all", () => {
    stopBecause("Dizzy or faint");
    expect(told()).toBe("0");
  });

  test("without the timer nobody knows how long it was", () => {
    button("Done without the timer").click();
    stopBecause("Dizzy or faint");
    expect(told()).toBe("");
  });

  test("what is felt at the end goes along with all that was done", () => {
    button("Start").click();
    pass(40);
    stopBecause("Dizzy or faint");
    expect(told()).toBe("30");
  });

  test("too much pain lets up first: the clock waits, then the session goes on", () => {
    button("Start").click();
    pass(15);
    expect(stopBecause("It hurts too much").defaultPrevented).toBe(true);
    expect(find(".player-hurts").textContent).toContain("Press less, until it is 3 at most.");
    expect(document.activeElement?.textContent).toBe("Let up");
    pass(60);
    button("It is 3 or less").click();
    pass(25);
    expect([value("seconds"), value("stopped"), value("eased")]).toEqual(["30", "", "1"]);
  });

  test("too much pain that stays ends the step, and nothing is sent yet", () => {
    button("Start").click();
    pass(15);
    stopBecause("It hurts too much");
    button("It still hurts").click();
    expect([value("seconds"), value("stopped")]).toEqual(["10", "1"]);
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
  });

  test("changing to something gentler takes along what was done", () => {
    button("Start").click();
    pass(15);
    stopBecause("It hurts too much");
    const swap = find<HTMLFormElement>(".player-hurts form[data-role=swap]");
    swap.dispatchEvent(new Event("submit"));
    expect(swap.querySelector("input")?.value).toBe("10");
    expect(kept()).toEqual([]);
  });

  test("too much pain at the end is told to the form that stands open", () => {
    button("Start").click();
    pass(40);
    stopBecause("It hurts too much");
    expect([value("seconds"), value("stopped")]).toEqual(["30", "1"]);
  });

  test("Escape pauses and leads to what is felt, also from a field", () => {
    button("Start").click();
    pass(10);
    press("Escape");
    expect(document.activeElement?.textContent).toBe("Dizzy or faint");
    pass(60);
    expect(find(".player-digits").textContent).toBe("0:25");
  });

  test("without cues the page stays as it is", () => {
    document.body.innerHTML = `<section data-island="player"><form data-role="done"></form></section>`;
    enhancePlayer(find("[data-island]"));
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
  });

  test("what was begun a day ago is forgotten", () => {
    button("Start").click();
    pass(15);
    expect(kept()).toHaveLength(1);
    const place = kept()[0] ?? "";
    const held = JSON.parse(localStorage.getItem(place) ?? "{}") as Record<string, unknown>;
    localStorage.setItem(place, JSON.stringify({ ...held, at: Date.now() - 86_400_001 }));
    document.body.innerHTML = "";
    open();
    expect(find(".player-cue").textContent).toBe("Ready when you are.");
    expect(kept()).toEqual([]);
  });
});

describe("the whole screen", () => {
  test("holds the rest of the page still, with the buttons that stop at once on it", () => {
    button("Start").click();
    const stage = find("[data-role=stage]");
    expect([stage.classList.contains("is-full"), stage.getAttribute("role")]).toEqual([true, "dialog"]);
    expect(stage.querySelectorAll("form[data-role=stop] button")).toHaveLength(2);
    expect(find(".cue-list").inert).toBe(true);
  });

  test("is left by its button, paused, and by Escape a second time", () => {
    button("Start").click();
    pass(10);
    find(".player-leave").click();
    expect(find("[data-role=stage]").classList.contains("is-full")).toBe(false);
    expect([find(".cue-list").inert, find(".player-face").dataset["phase"]]).toEqual([false, "paused"]);
    button("Go on").click();
    press("Escape");
    press("Escape");
    expect(find("[data-role=stage]").classList.contains("is-full")).toBe(false);
  });

  test("ends with the session, before its form opens", () => {
    button("Start").click();
    pass(40);
    expect(document.querySelector(".is-full")).toBeNull();
    expect(document.querySelector("body > form[data-role=stop], [data-island] + form[data-role=stop]")).not.toBeNull();
  });
});

describe("what is done where, and how often", () => {
  test("says the side and counts by the timer", () => {
    open(MOVING);
    button("Start").click();
    pass(10);
    expect([find(".player-place").textContent, find(".player-count").textContent]).toEqual(["Left side", "2 of 3"]);
    pass(10);
    expect([value("counted"), value("seconds")]).toEqual(["3", "12"]);
  });

  test("counts by the person: time waits for each tap or press of the space bar", () => {
    open(MOVING);
    button("Count myself").click();
    button("Start").click();
    pass(60);
    expect(find(".player-count").textContent).toBe("1 of 3");
    button("Count one").click();
    expect(find(".player-count").textContent).toBe("2 of 3");
    press(" ");
    expect(find(".player-count").textContent).toBe("3 of 3");
    pass(60);
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(true);
    press(" ");
    pass(1);
    expect([value("counted"), value("seconds")]).toEqual(["3", "8"]);
  });

  test("what was skipped is not counted", () => {
    open(MOVING);
    button("Start").click();
    pass(6);
    button("Next").click();
    pass(20);
    expect(value("counted")).toBe("2");
  });

  test("a roll has a marker to follow; with less motion the words alone change", () => {
    open(ROLLING);
    expect(document.querySelector(".roll-track")).not.toBeNull();
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    open(ROLLING);
    expect(document.querySelector(".roll-track")).toBeNull();
    button("Start").click();
    pass(10);
    expect(find(".player-count").textContent).toBe("2 of 3");
    vi.unstubAllGlobals();
  });
});

describe("the figure", () => {
  const page = PAGE.replace(
    '<div data-role="stage"',
    `<script type="application/json" data-role="figure">${JSON.stringify(DRAWN)}</script><div data-role="stage"`,
  );
  const shown = (): string[] => [...document.querySelectorAll<HTMLImageElement>(".player-figure .is-shown")].map((each) => each.alt);

  test("shows the pose that belongs to the cue, mirrored for the other side", () => {
    open(page);
    button("Start").click();
    expect([shown(), find(".player-figure").classList.contains("is-mirrored")]).toEqual([["Standing"], true]);
    pass(10);
    expect(shown()).toEqual(["Leaning"]);
  });

  test("stands still where less motion is wanted", () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    open(page);
    button("Start").click();
    pass(10);
    expect(document.querySelectorAll(".player-figure img")).toHaveLength(1);
    expect(shown()).toEqual(["Standing"]);
    vi.unstubAllGlobals();
  });
});
