import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { enhancePlayer } from "../src/player";

const CUES = [
  { at_s: 0, kind: "ready", text: "Get into position." },
  { at_s: 5, kind: "work", text: "Go to the first mild pull and hold." },
  { at_s: 35, kind: "end", text: "Done. How does it feel?" },
];

const PAGE = `<section data-island="player" data-seconds="35" data-key="today-1">
  <script type="application/json" data-role="cues">${JSON.stringify(CUES)}</script>
  <div data-role="stage" hidden></div>
  <aside data-role="stop-if"><p>Stop if it turns sharp.</p></aside>
  <ol class="cue-list">${CUES.map((cue) => `<li>${cue.text}</li>`).join("")}</ol>
  <form method="post" data-role="done"><h2>How was it?</h2>
    <input type="hidden" name="seconds"><input type="hidden" name="stopped">
    <p data-role="minutes"><input name="minutes" type="number"></p>
    <input type="radio" name="felt" value="better"></form></section>
  <form method="post" data-role="stop"><input type="hidden" name="seconds">
    <button name="stop" value="dizzy">Dizzy or faint</button>
    <button name="stop" value="hurts" data-role="hurts">It hurts too much</button></form>`;

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
const open = (): void => {
  document.body.innerHTML = PAGE;
  enhancePlayer(find("[data-island]"));
};

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  open();
});
afterEach(() => vi.useRealTimers());

describe("the player", () => {
  test("waits for the person and says what comes first", () => {
    expect(find(".player-cue").textContent).toBe("Ready when you are.");
    expect(find(".player-next").textContent).toBe("Next: Get into position.");
    expect(find<HTMLFormElement>("form").hidden).toBe(true);
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
    expect(find<HTMLFormElement>("form").hidden).toBe(false);
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(true);
    expect(document.activeElement?.textContent).toBe("How was it?");
  });

  test("asks why when it is stopped, and tells the form if it hurt", () => {
    button("Start").click();
    pass(15);
    button("Stop").click();
    pass(60);
    button("It hurts").click();
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

  test("after a reload it waits, paused, where it was", () => {
    button("Start").click();
    pass(15);
    window.dispatchEvent(new Event("pagehide"));
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
    expect([value("seconds"), find<HTMLFormElement>("form").hidden]).toEqual(["30", false]);
    find<HTMLFormElement>("form").dispatchEvent(new Event("submit"));
    expect(sessionStorage).toHaveLength(0);
    open();
    expect(find(".player-cue").textContent).toBe("Ready when you are.");
  });

  test("a form that came back with an answer to mend stays open", () => {
    document.body.innerHTML = PAGE.replace('name="minutes"', 'name="minutes" aria-invalid="true"');
    enhancePlayer(find("[data-island]"));
    expect(find<HTMLFormElement>("form").hidden).toBe(false);
    expect(document.querySelector(".player-face")).toBeNull();
  });

  test("seconds that came back are not asked for as minutes", () => {
    document.body.innerHTML = PAGE.replace('name="seconds"', 'name="seconds" value="30"');
    enhancePlayer(find("[data-island]"));
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(true);
    expect(find<HTMLFormElement>("form").hidden).toBe(false);
  });

  test("the stop signs stay in sight, and it can be written down without the timer", () => {
    button("Done without the timer").click();
    expect(find<HTMLFormElement>("form").hidden).toBe(false);
    expect(find<HTMLInputElement>("[name=minutes]").disabled).toBe(false);
    expect(find("[data-role=stop-if]").hidden).toBe(false);
  });

  test("saying what is felt stops the timer and sends the seconds at work along", () => {
    button("Start").click();
    pass(15);
    expect(stopBecause("Dizzy or faint").defaultPrevented).toBe(false);
    expect(told()).toBe("10");
    expect(sessionStorage).toHaveLength(0);
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

  test("too much pain opens the form and sends nothing yet", () => {
    button("Start").click();
    pass(15);
    expect(stopBecause("It hurts too much").defaultPrevented).toBe(true);
    expect([value("seconds"), value("stopped")]).toEqual(["10", "1"]);
    expect(find<HTMLFormElement>("form[data-role=done]").hidden).toBe(false);
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
    expect(find<HTMLFormElement>("form").hidden).toBe(false);
  });
});
