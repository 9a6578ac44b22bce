/** What the followed lap's policy saw at this moment, what its decision depends on, and the odds of its actions. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ActionSpace } from '../../car/actions.ts';
import type { ArchitectureName } from '../../policy/architecture.ts';
import type { Spot } from '../../policy/cover.ts';
import { CarFrame } from '../../ui/car-frame.tsx';
import type { ReplayLap } from './laps.ts';
import type { Replay } from './replay.ts';
import { REPLAY } from './texts.ts';

/** A frame without a policy is painted without attention. */
const WITHOUT_POLICY: { readonly actionSpace: ActionSpace; readonly architecture: ArchitectureName } = {
  actionSpace: { kind: 'discrete', actions: [] },
  architecture: 'pocket',
};

export function ReplaySight({ replay }: { replay: Replay }) {
  const cover = useSignal<Spot | null>(null);
  const watched = useRef<ReplayLap | undefined>(undefined);
  const lap = replay.followedLap.value;
  const time = replay.time.value;
  const decision = lap ? Math.min(lap.playback.count - 1, Math.floor(time / lap.playback.stepSeconds + 1e-6)) : 0;
  useEffect(() => {
    if (lap !== watched.current) {
      watched.current = lap;
      replay.watch(lap);
    }
    if (lap?.source) replay.see(decision, cover.value);
  }, [lap, decision, cover.value]);
  const policy = lap?.agent?.policy;
  return (
    <CarFrame
      seen={replay.seen.value}
      name={lap?.name ?? ''}
      cover={cover.value}
      onCover={(spot) => {
        cover.value = spot;
      }}
      empty={lap?.source ? REPLAY.noAgent : REPLAY.noCamera}
      {...(policy ? { actionSpace: policy.actionSpace, architecture: policy.network.architecture.name } : WITHOUT_POLICY)}
    />
  );
}
