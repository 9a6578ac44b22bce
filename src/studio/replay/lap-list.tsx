/** All laps that are on show, as cards. */
import { LapCard } from './lap-card.tsx';
import type { Replay } from './replay.ts';

export interface LapListProps {
  readonly replay: Replay;
  readonly colourOf: (index: number) => string;
}

export function LapList({ replay, colourOf }: LapListProps) {
  const laps = replay.laps.value;
  const best = Math.min(...laps.flatMap(({ playback }) => playback.laps.map(({ seconds }) => seconds)));
  return (
    <ul class="replay-laps">
      {laps.map((lap, i) => (
        <LapCard
          key={`${lap.name} ${i}`}
          lap={lap}
          colour={colourOf(i)}
          best={best}
          isFollowed={i === replay.followed.value}
          isBusy={replay.isBusy.value}
          onRescore={(reward) => void replay.rescore(reward, [lap])}
          onFollow={() => replay.follow(i)}
          onRemove={() => replay.remove(i)}
        />
      ))}
    </ul>
  );
}
