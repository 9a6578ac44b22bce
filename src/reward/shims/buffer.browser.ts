/** Stands for `node:buffer` in pages: @swc/wasm-typescript decodes its own base64 text by it, and nothing else. */
export const Buffer = {
  from(base64: string, _encoding: 'base64'): Uint8Array {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  },
};
