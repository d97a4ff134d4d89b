import { describe, expect, test } from "vitest";

import { assetsOf, following, insteadOf, isStep } from "../src/offline/answers";
import { reasonOf } from "../src/offline/waiting";

const BASE = "/knots/k1/session";
const at = (path: string, body = ""): { url: string; body: string } => ({ url: `http://127.0.0.1:1${path}`, body });

describe("what follows a form that waits", () => {
  test("a step that was done leads to the next one, else to the page that says it is kept", () => {
    expect(following(`${BASE}/1`, at(`${BASE}/1`, "seconds=90&stopped="))).toEqual([`${BASE}/2`, `${BASE}/kept`]);
  });

  test("a step that was stopped or left leads to the signs to get help for", () => {
    const stopped = [`${BASE}/1/stopped`, `${BASE}/kept`];
    expect(following(`${BASE}/1`, at(`${BASE}/1`, "stopped=1"))).toEqual(stopped);
    expect(following(`${BASE}/1/swap`, at(`${BASE}/1/swap`))).toEqual(stopped);
    expect(following(`${BASE}/1/stop`, at(`${BASE}/1/stop`, "stop=hurts"))).toEqual(stopped);
  });

  test("what feels wrong leads to what to do now and whom to call", () => {
    expect(following(`${BASE}/1/stop`, at(`${BASE}/1/stop`, "stop=chest"))[0]).toBe(`${BASE}/kept/chest`);
  });

  test("other forms are none of a session", () => {
    expect([isStep(`${BASE}/1`), isStep(`${BASE}/felt/chest`), isStep("/settings")]).toEqual([true, false, false]);
    expect(following("/settings", at("/settings"))).toEqual([]);
  });
});

describe("pages while the server cannot be reached", () => {
  test("nothing of the plan is shown once something feels wrong", () => {
    const waiting = [at(`${BASE}/1`, "seconds=9"), at(`${BASE}/2/stop`, "stop=dizzy&seconds=3")];
    expect(insteadOf(`${BASE}/3`, waiting)).toBe(`${BASE}/kept/dizzy`);
    expect(insteadOf(`${BASE}/kept/dizzy`, waiting)).toBe(`${BASE}/kept/dizzy`);
  });

  test("pain alone keeps nobody from the next step", () => {
    expect(insteadOf(`${BASE}/3`, [at(`${BASE}/2/stop`, "stop=hurts")])).toBe(`${BASE}/3`);
    expect(reasonOf(at(`${BASE}/2/stop`, "stop=hurts"))).toBe("");
  });

  test("a page names the files it is made of", () => {
    const html = `<link href="/static/0a1b/unknot/a.css"><script>{"src": "/static/0a1b/figures/techniques/b-1.webp"}</script>`;
    expect(assetsOf(html + html)).toEqual(["/static/0a1b/unknot/a.css", "/static/0a1b/figures/techniques/b-1.webp"]);
  });
});
