/** Beside Replay: what the followed car saw and its network made of it, and how fast a car could be. */

import type { CarName } from '../../car/spec.ts';
import { provenLimit } from '../../lap/limit.ts';
import { type Playback, playbackOf } from '../../lap/playback.ts';
import type { Recording } from '../../lap/recording.ts';
import { newSight, type Sight } from '../../lap/sight.ts';
import type { Spot } from '../../policy/cover.ts';
import { type Driver, newDriver } from '../../policy/driver.ts';
import type { Insight } from '../../policy/insight.ts';
import { type PolicyData, policyFromData } from '../../policy/policy.ts';
import { startWasm } from '../../tensor/backend.browser.ts';
import { reverseTrack, type TrackData, trackFromData } from '../../track/track.ts';
import { type Look, newLook } from '../../view/look.ts';

export type ReplayOrder =
  /** the recorded lap whose frames are shown */
  | { readonly sight: { readonly recording: Recording; readonly track: TrackData; readonly policy: PolicyData | null } }
  /** what it saw then, and the odds with a patch of that hidden */
  | { readonly decision: number; readonly cover: Spot | null }
  /** cap in m/s */
  | {
      readonly limit: { readonly track: TrackData; readonly car: CarName; readonly cap: number; readonly reversed: boolean };
    };

export type ReplayAnswer =
  | { readonly decision: number; readonly frame: Uint8Array; readonly insight: Insight | null }
  /** null where the follower can drive none */
  | { readonly limit: Playback | null };

interface Watcher {
  readonly sight: Sight;
  readonly driver: Driver | null;
  readonly look: Look;
  /** looked into last */
  decision: number;
}

let watcher: Watcher | undefined;
const ready = startWasm();
const answer = (message: ReplayAnswer) => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<ReplayOrder>) => {
  if ('limit' in data) {
    const { track: trackData, car, cap, reversed } = data.limit;
    const forward = trackFromData(trackData);
    const track = reversed ? reverseTrack(forward) : forward;
    const limit = provenLimit(track, car, cap);
    answer({ limit: limit ? playbackOf(limit.recording, forward, 'the limit') : null });
    return;
  }
  await ready;
  if ('sight' in data) {
    watcher?.driver?.dispose();
    const { recording, track, policy } = data.sight;
    const sight = newSight(recording, trackFromData(track));
    watcher = { sight, driver: policy && newDriver(policyFromData(policy)), look: newLook(), decision: -1 };
  } else if (watcher) {
    answer(seenAt(watcher, data.decision, data.cover));
  }
});

function seenAt(at: Watcher, decision: number, cover: Spot | null): ReplayAnswer {
  const { driver, look, sight } = at;
  if (!driver) return { decision, frame: sight.frameAt(decision).slice(), insight: null };
  if (decision !== at.decision) look.into(driver, sight.frameAt(decision), 0, true);
  at.decision = decision;
  look.cover = cover;
  const shown = look.shown(driver);
  return { decision, frame: shown?.frame ?? sight.frameAt(decision).slice(), insight: shown?.insight ?? null };
}
