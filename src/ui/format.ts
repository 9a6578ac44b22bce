/** Numbers as people read them. */

/** `0:07.198` */
export function lapTime(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const rest = ((milliseconds % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${Math.floor(milliseconds / 60_000)}:${rest}`;
}

/** 12345 as `12,345` */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** With two decimals at most. */
export function rounded(value: number): number {
  return Math.round(100 * value) / 100;
}
