/** Stands for Node's `util` in pages: what @swc/wasm-typescript asks of it. */
export const TextDecoder = globalThis.TextDecoder;
export const TextEncoder = globalThis.TextEncoder;
