/** Floors to lay a track on: greys for the car's camera, colours for people. */
import type { Paint, Surface } from './track.ts';

const paint = (grey: number, colour: string): Paint => ({ grey, colour });

/** Dark roads and light ones, floors darker and lighter than the road, white and yellow tape. */
export const SURFACES: readonly Surface[] = [
  { floor: paint(140, '#b08d62'), road: paint(52, '#34363b'), border: paint(240, '#f4f1ea'), dash: paint(176, '#e0b040') },
  { floor: paint(108, '#4f7d5c'), road: paint(62, '#3b3f45'), border: paint(236, '#f2f0ea'), dash: paint(186, '#e8b93a') },
  { floor: paint(92, '#47607a'), road: paint(48, '#2e3136'), border: paint(232, '#efece4'), dash: paint(182, '#e6b83c') },
  { floor: paint(70, '#4b453f'), road: paint(112, '#75706a'), border: paint(238, '#f3efe6'), dash: paint(214, '#efd9a0') },
  { floor: paint(168, '#c9a887'), road: paint(88, '#5b5752'), border: paint(244, '#f7f4ee'), dash: paint(60, '#3c3c3c') },
  { floor: paint(122, '#8c7f6d'), road: paint(36, '#242528'), border: paint(222, '#e4dfd2'), dash: paint(150, '#b58b2a') },
  { floor: paint(58, '#35493c'), road: paint(84, '#555a58'), border: paint(228, '#eae8df'), dash: paint(196, '#dcc06a') },
  { floor: paint(184, '#d8c9b0'), road: paint(104, '#6d6a66'), border: paint(248, '#faf8f3'), dash: paint(232, '#f0e6c8') },
];

/** The look of a track whose file has none: DeepRacer's dark road, white tape, yellow dashes, green floor. */
export const DEFAULT_SURFACE = SURFACES[1];
