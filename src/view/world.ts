/** The world that people see, whatever draws it. */
import type { CarShape } from '../car/spec.ts';
import type { Track } from '../track/track.ts';
import type { FleetCar, FleetThing } from './fleet.ts';
import type { Heat, HeatMap } from './heat.ts';
import type { Path } from './path-lines.ts';
import type { Quality } from './quality.ts';
import type { Viewpoint } from './viewpoints.ts';

export interface World {
  readonly canvas: HTMLCanvasElement;
  /** drawn from above in 2D: it has one viewpoint */
  readonly isFlat: boolean;
  /** what draws it, as the browser calls it */
  readonly renderer: string;
  readonly quality: Quality;
  /** when something about it was changed from outside, by performance.now(), ms */
  readonly touched: number;
  setTrack(track: Track): void;
  /** @param shapes of the cars, one by one */
  setCars(shapes: readonly CarShape[]): void;
  setViewpoint(viewpoint: Viewpoint): void;
  /** Whether something else wants the CPU, where it is the CPU that draws. */
  setSparing(isSparing: boolean): void;
  /** Paints a heat map on the road; null takes it off. */
  showHeat(map: HeatMap | null, heat: Heat): void;
  /** Draws where cars went, in place of what was drawn before. */
  showPaths(paths: readonly Path[]): void;
  /** radians per second of an orbit that is not turned by hand */
  setDrift(drift: number): void;
  /** Draws a frame. @param seconds since the last one */
  draw(cars: readonly FleetCar[], things: readonly FleetThing[], followed: number, seconds: number): void;
  /** The car under a point of the canvas, CSS px; −1 where there is none. */
  pick(x: number, y: number): number;
  turn(dx: number, dy: number, zoom: number): void;
  resize(width: number, height: number): void;
  dispose(): void;
}
