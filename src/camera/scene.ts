/** Everything the car's camera can see of a place: the floor, the room around it, the things in it. */
import { bakeGround, type GroundPicture } from '../track/ground.ts';
import { type Bounds, type Place, reverseTrack, type Track, trackBounds } from '../track/track.ts';

export interface Scene {
  readonly ground: GroundPicture;
  /** inner faces of the four barriers */
  readonly room: Bounds;
  /** top of the barriers above the floor, m */
  readonly barrierHeight: number;
  /** greys, 0..255: barriers whose faces look along x, along y, and what is above them */
  readonly barrierGreyX: number;
  readonly barrierGreyY: number;
  readonly skyGrey: number;
}

/** What stands around a track, by its place. */
interface Surroundings extends Omit<Scene, 'ground' | 'room'> {
  /** floor between the track's border and the barrier, m (DeepRacer's guide asks for two feet or more) */
  readonly runOff: number;
}

/** What people see there has the same barriers, about as bright as these greys (`src/view/places`). */
const SURROUNDINGS: Readonly<Record<Place, Surroundings>> = {
  // Golden hashes and trained agents depend on these numbers.
  workshop: { runOff: 1.2, barrierHeight: 0.5, barrierGreyX: 142, barrierGreyY: 158, skyGrey: 200 },
  hall: { runOff: 1.4, barrierHeight: 0.3, barrierGreyX: 118, barrierGreyY: 132, skyGrey: 178 },
};

/** An upright box in the scene: a light body on a dark skirt, so that it stands out on any floor. */
export interface SceneBox {
  /** middle of its foot, m */
  readonly x: number;
  readonly y: number;
  /** of the way it faces */
  readonly cosYaw: number;
  readonly sinYaw: number;
  /** along that way, across it, upwards, m */
  readonly length: number;
  readonly width: number;
  readonly height: number;
  /** of the body and of the skirt */
  readonly grey: number;
  readonly skirtGrey: number;
}

/** A track in its place: the same picture whichever way round it is driven. @param wear how worn its tape is, 0..1 */
export function sceneOf(track: Track, wear = 0): Scene {
  // Dashes begin at the first point of the line that is painted: always in the file's order.
  const painted = track.reversed ? reverseTrack(track) : track;
  return { ground: bakeGround(painted, wear), ...roomOf(track) };
}

/** What stands around a track. */
export function roomOf(track: Track): Omit<Scene, 'ground'> {
  const { runOff, ...rest } = SURROUNDINGS[track.place];
  return { room: trackBounds(track, runOff), ...rest };
}
