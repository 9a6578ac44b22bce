/** Okabe and Ito's colours and some between them: the colour-blind can tell them apart. Numbers tell the rest. */
export const CAR_COLOURS = [
  '#e8502e',
  '#0072b2',
  '#f0b400',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8a63d2',
  '#b0b7bf',
  '#2f7d4f',
  '#f4f1ea',
  '#7a4a2a',
  '#1f4e79',
  '#c94f7c',
  '#6aa84f',
  '#30343a',
] as const;

/** Of a car by its number from 0: the body, and what can be read on it. */
export function carPaint(car: number): { readonly colour: string; readonly ink: string } {
  const colour = CAR_COLOURS[car % CAR_COLOURS.length];
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return { colour, ink: 0.299 * red + 0.587 * green + 0.114 * blue > 120 ? '#14171b' : '#ffffff' };
}
