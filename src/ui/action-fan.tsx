/** A policy's actions as a fan of arrows. */
import { type ActionSpace, MAX_SPEED, MAX_STEERING_DEG } from '../car/actions.ts';
import './action-fan.css';

const TEXT = { label: 'Each arrow is an action: its angle the steering, its length the speed' };

const SIZE = 120;

/** From the car's nose upwards: left is left. */
export function ActionFan({ space }: { space: ActionSpace }) {
  const end = (steeringDeg: number, speed: number) => {
    // Twice the angle, to tell neighbours apart.
    const angle = (-2 * steeringDeg * Math.PI) / 180;
    const reach = (SIZE - 16) * (speed / MAX_SPEED);
    return [SIZE + reach * Math.sin(angle), SIZE - 4 - reach * Math.cos(angle)] as const;
  };
  const arc = (from: number, to: number, speed: number) =>
    Array.from({ length: 13 }, (_, i) => end(from + ((to - from) * i) / 12, speed));
  const points = (list: (readonly [number, number])[]) => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <svg class="fan" viewBox={`0 0 ${2 * SIZE} ${SIZE}`} role="img" aria-label={TEXT.label}>
      <title>{TEXT.label}</title>
      {[1, 2, 3, 4].map((speed) => (
        <polyline key={speed} class="fan-ring" points={points(arc(-MAX_STEERING_DEG, MAX_STEERING_DEG, speed))} />
      ))}
      {space.kind === 'continuous' ? (
        <polygon
          class="fan-range"
          points={points([
            ...arc(space.steeringDeg.low, space.steeringDeg.high, space.speed.high),
            ...arc(space.steeringDeg.high, space.steeringDeg.low, space.speed.low),
          ])}
        />
      ) : (
        space.actions.map(({ steeringDeg, speed }, k) => {
          const [x, y] = end(steeringDeg, speed);
          return (
            <g key={k}>
              <line class="fan-action" x1={SIZE} y1={SIZE - 4} x2={x} y2={y} />
              <circle class="fan-tip" cx={x} cy={y} r={3} />
            </g>
          );
        })
      )}
    </svg>
  );
}
