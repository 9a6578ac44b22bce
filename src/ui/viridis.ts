/** Colours for amounts. */

/** Viridis in nine steps: even to the eye, and in grey. */
const VIRIDIS = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'].map(
  (hex) => [Number.parseInt(hex.slice(1, 3), 16), Number.parseInt(hex.slice(3, 5), 16), Number.parseInt(hex.slice(5, 7), 16)],
);

/** @param part 0..1; what is no number, as from amounts beyond all bounds, is 0 */
export function viridis(part: number): [number, number, number] {
  const at = Math.min(0.9999, Math.max(0, part || 0)) * (VIRIDIS.length - 1);
  const i = Math.floor(at);
  const t = at - i;
  const mix = (channel: number) => Math.round(VIRIDIS[i][channel] + t * (VIRIDIS[i + 1][channel] - VIRIDIS[i][channel]));
  return [mix(0), mix(1), mix(2)];
}

/** The same as CSS has it, in the form that every viewer of SVG reads. @param part 0..1 */
export function viridisCss(part: number): string {
  return `rgb(${viridis(part).join(', ')})`;
}
