/** What a page and its showroom (showroom.worker.ts) say to each other: cars that drive for people to watch. */
import type { Spot } from '../policy/cover.ts';
import type { Insight } from '../policy/insight.ts';
import type { PolicyData } from '../policy/policy.ts';
import type { StartRule } from '../sim/start.ts';
import type { WorldData } from '../sim/world-options.ts';
import type { TrackData } from '../track/track.ts';

/** Where cars drive. */
export interface ShowPlace extends Required<WorldData> {
  readonly track: TrackData;
  readonly cars: number;
  /** every other car drives the track the other way round */
  readonly bothWays: boolean;
  /** on the line, as in an evaluation, or anywhere on the track, as in training */
  readonly start: StartRule;
  /** after so many a car starts again */
  readonly laps: number;
  readonly seed: number;
}

export type ShowOrder =
  | { readonly place: ShowPlace }
  /** who drives them */
  | { readonly policy: PolicyData | null }
  /** draw actions as in training, or take the likeliest ones */
  | { readonly explore: boolean }
  | { readonly running: boolean }
  /** one decision, then wait */
  | { readonly step: true }
  /** which car's camera and network are shown; and how much of it */
  | { readonly follow: number; readonly insight: boolean }
  /** hides a patch of the followed car's frame from the network in its insight; the car drives by the whole frame */
  | { readonly cover: Spot | null };

/** Numbers of one car in {@link ShowFrame.cars}. */
export const CAR_FIELDS = 6;
/** x, y (m), yaw (radians), steering (radians), speed (m/s), 1 = it was put somewhere else */
export const CAR = { x: 0, y: 1, yaw: 2, steering: 3, speed: 4, jumped: 5 } as const;
/** Numbers of one thing in {@link ShowFrame.things}: x, y (m), cosine and sine of its yaw, 1 for a bot car */
export const THING_FIELDS = 5;

/** After each decision. */
export interface ShowFrame {
  /** until the next one is due, ms; 0 when it stands */
  readonly milliseconds: number;
  readonly cars: Float32Array;
  /** what stands or drives on the followed car's road */
  readonly things: Float32Array;
  /** of the followed car */
  readonly followed: {
    readonly car: number;
    /** % of the lap */
    readonly progress: number;
    /** s since its lap began */
    readonly lapSeconds: number;
    /** s; null before it has lapped */
    readonly lastLapSeconds: number | null;
    /** commanded: degrees, m/s */
    readonly steeringDeg: number;
    readonly speed: number;
    /** 120 × 160 greys; with an insight, the frame that it looks into: of a large network, one some decisions ago */
    readonly frame: Uint8Array | null;
    readonly insight: Insight | null;
  };
  /** laps that any car has just completed, s */
  readonly laps: readonly number[];
}
