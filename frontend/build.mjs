// Builds the islands into the folder named on the command line, or into the package.
// Every entry stands alone, so that its name says what it is and a page fetches at most two of them.
import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const into = resolve(process.argv[2] ?? join(here, "../src/unknot/web/static/unknot/js"));
const fetched = ["atlas", "body-choice", "body-map", "player", "chart", "outbox", "solid", "time-lapse", "zoom-in"];

await rm(into, { recursive: true, force: true });
const every = {
  absWorkingDir: here,
  outdir: into,
  bundle: true,
  target: ["es2022", "safari16", "firefox115", "chrome110"],
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
await build({
  ...every,
  entryPoints: ["app", ...fetched].map((name) => `src/${name}.ts`),
  external: [...fetched, "solid-viewer"].map((name) => `./${name}.js`),
  format: "esm",
});
// The body in 3-D carries a library along and keeps its notice. It is fetched only when somebody opens it.
await build({ ...every, entryPoints: ["src/solid-viewer.ts"], format: "esm", legalComments: "eof" });
// The worker is no module of a page: older browsers take such a one as a plain script alone.
await build({ ...every, entryPoints: ["src/worker.ts"], format: "iife" });
