import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The 32 bytes of the SHA-256 of `bytes` (FIPS 180-4). Synchronous, and needs no secure context. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return digest(bytes);
}

/** {@link sha256} as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(digest(bytes));
}
