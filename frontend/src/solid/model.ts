/** Reads the body: a binary glTF file of one mesh, its arrays packed with EXT_meshopt_compression. */

import { MeshoptDecoder } from "../../node_modules/meshoptimizer/meshopt_decoder_reference.js";

const MAGIC = 0x46546c67;
const HEADER_BYTES = 12;
const CHUNK_BYTES = 8;
const PACKED = "EXT_meshopt_compression";

export type Values = Int8Array | Uint8Array | Int16Array | Uint16Array;

/** Numbers of the vertices, `stride` for each; what is beyond the attribute's own numbers is padding. */
export interface Attribute {
  readonly values: Values;
  readonly stride: number;
  readonly normalized: boolean;
}

/** The mesh as it is drawn. A place is its whole numbers times `scale` plus `origin`, in metres. */
export interface Model {
  readonly count: number;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly indices: Uint16Array;
  readonly scale: number;
  readonly origin: readonly [number, number, number];
}

interface Gltf {
  readonly nodes: readonly { readonly scale: readonly number[]; readonly translation: [number, number, number] }[];
  readonly meshes: readonly {
    readonly primitives: readonly { readonly attributes: Record<string, number>; readonly indices: number }[];
  }[];
  readonly accessors: readonly {
    readonly bufferView: number;
    readonly componentType: number;
    readonly count: number;
    readonly normalized?: boolean;
  }[];
  readonly bufferViews: readonly {
    readonly extensions: {
      readonly [PACKED]: {
        readonly byteOffset: number;
        readonly byteLength: number;
        readonly byteStride: number;
        readonly count: number;
        readonly mode: string;
      };
    };
  }[];
}

const ARRAYS: Readonly<Record<number, new (buffer: ArrayBuffer) => Values>> = {
  5120: Int8Array,
  5121: Uint8Array,
  5122: Int16Array,
  5123: Uint16Array,
};

/** The model in a file. Throws if it is none of ours. */
export function readModel(file: ArrayBuffer): Model {
  const words = new DataView(file);
  if (file.byteLength < HEADER_BYTES + CHUNK_BYTES || words.getUint32(0, true) !== MAGIC) {
    throw new Error("this is no binary glTF file");
  }
  const textAt = HEADER_BYTES + CHUNK_BYTES;
  const textBytes = words.getUint32(HEADER_BYTES, true);
  const told = JSON.parse(new TextDecoder().decode(new Uint8Array(file, textAt, textBytes))) as Gltf;
  const bytesAt = textAt + textBytes + CHUNK_BYTES;
  const part = told.meshes[0]?.primitives[0];
  const node = told.nodes[0];
  if (!part || !node) throw new Error("there is no mesh in it");

  const unpack = (number: number): Attribute & { readonly count: number } => {
    const accessor = told.accessors[number];
    const view = accessor && told.bufferViews[accessor.bufferView];
    const Kind = accessor && ARRAYS[accessor.componentType];
    if (!accessor || !view || !Kind) throw new Error("an array of it cannot be read");
    const { byteOffset, byteLength, byteStride, count, mode } = view.extensions[PACKED];
    const target = new Uint8Array(count * byteStride);
    MeshoptDecoder.decodeGltfBuffer(target, count, byteStride, new Uint8Array(file, bytesAt + byteOffset, byteLength), mode);
    const values = new Kind(target.buffer);
    return { values, stride: values.length / count, normalized: accessor.normalized ?? false, count };
  };

  const attributes = new Map(Object.entries(part.attributes).map(([name, number]) => [name, unpack(number)]));
  return {
    count: attributes.get("POSITION")?.count ?? 0,
    attributes,
    indices: unpack(part.indices).values as Uint16Array,
    scale: node.scale[0] ?? 1,
    origin: node.translation,
  };
}

/** Three numbers for every vertex: where it is, in metres. */
export function places(model: Model): Float32Array {
  const position = model.attributes.get("POSITION");
  const found = new Float32Array(3 * model.count);
  if (!position) return found;
  for (let vertex = 0; vertex < model.count; vertex += 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      const steps = position.values[vertex * position.stride + axis] ?? 0;
      found[3 * vertex + axis] = steps * model.scale + (model.origin[axis] ?? 0);
    }
  }
  return found;
}
