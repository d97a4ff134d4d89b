// Compresses a glTF file: plain binary glTF in, the same with EXT_meshopt_compression out.
//   node compress.mjs < plain.glb > small.glb
// The vertices are put into the order in which the triangles use them. The same input gives the same bytes.
import { readFileSync, writeSync } from "node:fs";

import { MeshoptEncoder } from "meshoptimizer/encoder";

const EXTENSION = "EXT_meshopt_compression";
const MAGIC = 0x46546c67;
const TEXT = 0x4e4f534a;
const BYTES = 0x004e4942;
const ELEMENTS = 34963;

await MeshoptEncoder.ready;
const given = readFileSync(0);
if (given.readUInt32LE(0) !== MAGIC) throw new Error("this is no binary glTF file");
const textLength = given.readUInt32LE(12);
const told = JSON.parse(given.toString("utf8", 20, 20 + textLength));
const bytes = given.subarray(28 + textLength);
if (told.meshes.length !== 1 || told.meshes[0].primitives.length !== 1) throw new Error("one mesh of one part is wanted");

const views = told.bufferViews.map((view) => new Uint8Array(bytes.subarray(view.byteOffset, view.byteOffset + view.byteLength)));
const counts = told.bufferViews.map((_, at) => told.accessors.find((accessor) => accessor.bufferView === at).count);
const elements = told.bufferViews.findIndex((view) => view.target === ELEMENTS);
const order = Uint32Array.from(new Uint16Array(views[elements].buffer));
const [moved, used] = MeshoptEncoder.reorderMesh(order, true, true);

const parts = [];
let small = 0;
let plain = 0;
told.bufferViews = told.bufferViews.map((view, at) => {
  const isElements = at === elements;
  const stride = isElements ? 2 : view.byteStride;
  const count = isElements ? counts[at] : used;
  const source = isElements ? new Uint8Array(Uint16Array.from(order).buffer) : rearranged(views[at], stride);
  const mode = isElements ? "TRIANGLES" : "ATTRIBUTES";
  const packed = MeshoptEncoder.encodeGltfBuffer(source, count, stride, mode);
  const extension = { buffer: 0, byteOffset: small, byteLength: packed.length, byteStride: stride, mode, count };
  const found = { ...view, buffer: 1, byteOffset: plain, byteLength: count * stride, extensions: { [EXTENSION]: extension } };
  parts.push(packed, new Uint8Array(-packed.length & 3));
  small += packed.length + (-packed.length & 3);
  plain += (count * stride + 3) & ~3;
  return found;
});
for (const accessor of told.accessors) {
  if (accessor.bufferView !== elements) accessor.count = used;
}
// The second buffer is what a reader without the extension would want; there is none.
told.buffers = [{ byteLength: small }, { byteLength: plain, extensions: { [EXTENSION]: { fallback: true } } }];
told.extensionsUsed.push(EXTENSION);
told.extensionsRequired.push(EXTENSION);

const text = Buffer.from(JSON.stringify(told));
const padded = Buffer.concat([text, Buffer.alloc(-text.length & 3, " ")]);
const out = Buffer.concat([
  words(MAGIC, 2, 12 + 8 + padded.length + 8 + small),
  words(padded.length, TEXT),
  padded,
  words(small, BYTES),
  ...parts,
]);
for (let at = 0; at < out.length; ) at += writeSync(1, out, at);

function rearranged(source, stride) {
  const target = new Uint8Array(used * stride);
  moved.forEach((to, from) => {
    if (to < used) target.set(source.subarray(from * stride, (from + 1) * stride), to * stride);
  });
  return target;
}

function words(...values) {
  const found = Buffer.alloc(4 * values.length);
  values.forEach((value, at) => found.writeUInt32LE(value, 4 * at));
  return found;
}
