/** What the followed car's policy sees, what it looks at in it, and what it would do. */
import { useEffect, useRef } from 'preact/hooks';
import { DEEPRACER_CAMERA } from '../camera/model.ts';
import type { DiscreteActionSpace } from '../car/actions.ts';
import { ARCHITECTURES, observationShape } from '../policy/architecture.ts';
import type { ShowFrame } from '../view/showing.ts';
import { TEXT } from './texts.ts';

const { width, height } = DEEPRACER_CAMERA;
/** The training's network. */
const ARCHITECTURE = ARCHITECTURES.pocket;

export function EyePicture({ frame, actions }: { frame: ShowFrame | null; actions: DiscreteActionSpace }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const picture = frame?.followed.picture;
    if (!context || !picture) return;
    const image = context.createImageData(width, height);
    const attention = frame.followed.insight?.attention;
    const { cropTop, pool } = ARCHITECTURE;
    const columns = observationShape(ARCHITECTURE, DEEPRACER_CAMERA).width;
    for (let at = 0; at < picture.length; at++) {
      const row = Math.floor(at / width) - cropTop;
      const cell = Math.floor(row / pool) * columns + Math.floor((at % width) / pool);
      const warmth = attention && row >= 0 ? 0.75 * (attention[cell] ?? 0) : 0;
      const grey = picture[at];
      image.data.set([grey + warmth * (255 - grey), grey + warmth * (110 - grey), grey + warmth * (30 - grey), 255], 4 * at);
    }
    context.putImageData(image, 0, 0);
  }, [frame]);
  const insight = frame?.followed.insight;
  return (
    <figure class="eye">
      <figcaption>
        {TEXT.eye} <span class="number">{frame ? `#${frame.followed.car + 1}` : ''}</span>
      </figcaption>
      <canvas ref={canvas} width={width} height={height} role="img" aria-label={TEXT.eyeHelp} />
      <ol class="odds" aria-label={TEXT.odds}>
        {actions.actions.map(({ steeringDeg, speed }, k) => (
          <li key={`${steeringDeg} ${speed}`} title={`${steeringDeg}°, ${speed} m/s`}>
            <i style={{ height: `${insight ? 100 * insight.outputs[k] : 0}%` }} />
            <span class="number">{steeringDeg}°</span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
