/** The frame of the car that the world follows: changes many times a second, and nothing around it. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Spot } from '../policy/cover.ts';
import { CarFrame, type CarFrameProps } from '../ui/car-frame.tsx';
import type { ShowFrame } from '../view/showing.ts';

const TEXT = { noPolicy: 'Press Train to see the odds of each action here.' };

export interface FollowedCarFrameProps extends Pick<CarFrameProps, 'actionSpace' | 'architecture'> {
  readonly frame: ReadonlySignal<ShowFrame | null>;
  /** the patch of the frame that is hidden from the policy */
  readonly cover: Signal<Spot | null>;
}

export function FollowedCarFrame({ frame, cover, ...policy }: FollowedCarFrameProps) {
  const followed = frame.value?.followed ?? null;
  return (
    <CarFrame
      seen={followed}
      name={followed ? `#${followed.car + 1}` : ''}
      empty={TEXT.noPolicy}
      cover={cover.value}
      onCover={(spot) => {
        cover.value = spot;
      }}
      {...policy}
    />
  );
}
