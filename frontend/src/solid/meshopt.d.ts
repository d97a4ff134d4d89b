/** The decoder of meshoptimizer that is written in plain JavaScript: no WebAssembly, so no laxer security policy. */
declare module "*/meshopt_decoder_reference.js" {
  export const MeshoptDecoder: {
    decodeGltfBuffer(
      target: Uint8Array,
      count: number,
      size: number,
      source: Uint8Array,
      mode: string,
      filter?: string,
    ): void;
  };
}
