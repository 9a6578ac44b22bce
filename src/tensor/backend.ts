/** SHA-256 of the wasm file whose bits are official: `tfjs-backend-wasm-simd.wasm` of tfjs-backend-wasm 4.22.0. */
export const WASM_HASH = '77ebb28a6d34f371dbbf2086b7f2de8994acd8ea5a3cf1fa24d2c26c840cac7b';
