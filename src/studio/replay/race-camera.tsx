/** What the followed car's camera showed at this moment of a race. */
import { useEffect, useRef } from 'preact/hooks';
import { DEEPRACER_CAMERA } from '../../camera/model.ts';
import { ARCHITECTURES } from '../../policy/architecture.ts';
import { paintSight } from '../../ui/car-frame-paint.ts';
import { CarNumber } from '../../view/car-number.tsx';
import { hasCamera, type RaceReplay } from './race.ts';
import { RACE } from './texts.ts';
import '../../ui/car-frame.css';

const { width, height } = DEEPRACER_CAMERA;

export function RaceCamera({ race }: { race: RaceReplay }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const followed = race.followed.value;
  const frame = race.frame.value;
  const time = race.time.value;
  useEffect(race.see, [followed, time, race.playback.value]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    const image = context.createImageData(width, height);
    // The frame alone: which part of it a network reads is not known here.
    if (frame) paintSight(ARCHITECTURES.pocket, frame, null, null, image.data);
    context.putImageData(image, 0, 0);
  }, [frame]);
  return (
    <figure class="car-frame">
      <figcaption>
        {RACE.camera} <CarNumber car={followed} />
      </figcaption>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={RACE.camera} />
      {!hasCamera(race.opened, followed) && <p class="quiet">{RACE.noCamera}</p>}
    </figure>
  );
}
