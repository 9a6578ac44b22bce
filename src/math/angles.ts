import { atan2, PI, TWO_PI } from './exact.ts';

const DEGREES_PER_RADIAN = 180 / PI;

/** The same direction within −π ≤ angle < π, radians. */
export function wrapAngle(radians: number): number {
  return radians - TWO_PI * Math.floor((radians + PI) / TWO_PI);
}

/** How far direction (ux, uy) must turn to become (vx, vy), radians, + = left. */
export function turnBetween(ux: number, uy: number, vx: number, vy: number): number {
  return atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}

export function toDegrees(radians: number): number {
  return radians * DEGREES_PER_RADIAN;
}

export function toRadians(degrees: number): number {
  return degrees / DEGREES_PER_RADIAN;
}
