/** Assembles product.wat into product-code.ts, or only says whether that is up to date: `assemble.mjs [--check]`. */
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const source = new URL('product.wat', import.meta.url);
const target = new URL('product-code.ts', import.meta.url);

export async function assembled() {
  const { parseWat } = await wabt();
  const { buffer } = parseWat('product.wat', readFileSync(source, 'utf8'), { simd: true }).toBinary({});
  return `/** product.wat, assembled by assemble.mjs: WebAssembly, base64. */
export const PRODUCT_CODE =
  '${Buffer.from(buffer).toString('base64')}';
`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) writeFileSync(target, await assembled());
