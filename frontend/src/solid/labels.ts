/** Reads a picture of labels: an indexed PNG of one byte a pixel. The numbers are wanted as they are, so the browser's
 * own reader, which makes colours of them and may change these against fingerprinting, is not asked. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const INDEXED = 3;

/** The numbers row by row from the top, `size` rows of `size`. */
export interface Labels {
  readonly size: number;
  readonly values: Uint8Array<ArrayBuffer>;
}

/** The labels in a PNG file. Throws if it is no square indexed picture of eight bits. */
export async function readLabels(file: ArrayBuffer): Promise<Labels> {
  const bytes = new Uint8Array(file);
  const words = new DataView(file);
  if (!SIGNATURE.every((byte, at) => bytes[at] === byte)) throw new Error("this is no PNG file");
  const size = words.getUint32(16);
  const isOurs = words.getUint32(20) === size && bytes[24] === 8 && bytes[25] === INDEXED && bytes[28] === 0;
  if (!isOurs) throw new Error("this is no picture of labels");
  const packed: Uint8Array<ArrayBuffer>[] = [];
  for (let at = SIGNATURE.length; at + 8 <= bytes.length; ) {
    const length = words.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kind === "IDAT") packed.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return { size, values: unfiltered(await inflated(new Blob(packed)), size) };
}

/** The number at a place of the sheet, 0 to 1 to the right and down. */
export function labelAt(labels: Labels, across: number, down: number): number {
  const column = Math.min(labels.size - 1, Math.max(0, Math.floor(across * labels.size)));
  const row = Math.min(labels.size - 1, Math.max(0, Math.floor(down * labels.size)));
  return labels.values[row * labels.size + column] ?? 0;
}

async function inflated(packed: Blob): Promise<Uint8Array> {
  const stream = packed.stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Undoes what PNG did to every row, of which the first byte tells. */
function unfiltered(rows: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (rows.length !== size * (size + 1)) throw new Error("the picture of labels is cut off");
  const values = new Uint8Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const filter = rows[row * (size + 1)] ?? 0;
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      const left = column > 0 ? (values[at - 1] ?? 0) : 0;
      const above = row > 0 ? (values[at - size] ?? 0) : 0;
      const corner = column > 0 && row > 0 ? (values[at - size - 1] ?? 0) : 0;
      values[at] = (rows[row * (size + 1) + 1 + column] ?? 0) + expected(filter, left, above, corner);
    }
  }
  return values;
}

function expected(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? nearest(left, above, corner) : 0;
}

function nearest(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
