/** Numbers in advice: three digits at most. */

/** @param part 0..1 */
export function percent(part: number): string {
  const value = 100 * part;
  return `${value < 10 && value > 0 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}

export function decimal(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
