/** JSON with one spelling for equal values: hashes are taken of it. */

/** As `JSON.stringify`, without white space and with the keys of objects in the order of their UTF-16 code units (RFC 8785). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
