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
