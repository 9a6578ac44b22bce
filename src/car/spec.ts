/** What kind of car is it? All of a car is data; another 1/18 car is another {@link CarSpec}. */

/** Where a car's base is and where it points. `cosYaw`, `sinYaw` always belong to `yaw`. */
export interface Pose {
  x: number;
  y: number;
  /** radians, counter-clockwise from +x, −π..π */
  yaw: number;
  cosYaw: number;
  sinYaw: number;
}

/** The point that x, y, progress and lap times use: this far ahead of the base, m. */
export const FRONT_POINT = 0.14;

/** Wheel centres in the body frame, m (x ahead, y left). */
export const WHEELS: readonly { readonly x: number; readonly y: number }[] = [
  { x: 0.081663, y: 0.08105 },
  { x: 0.081663, y: -0.08105 },
  { x: -0.081663, y: 0.08105 },
  { x: -0.081663, y: -0.08105 },
];

/** The body's box, m (deepracer-simapp). */
export const BODY = { length: 0.324, width: 0.188, height: 0.194 } as const;
