/** What the tests of delivered files use of Node. */
declare module "node:fs" {
  export function readFileSync(path: URL): Uint8Array<ArrayBuffer>;
  export function readFileSync(path: URL, encoding: "utf8"): string;
  export function readdirSync(path: URL): string[];
}

declare module "node:zlib" {
  export function gzipSync(bytes: Uint8Array, how: { readonly level: number }): Uint8Array;
}
