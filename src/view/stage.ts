/** Brings a showroom's cars into the world: asks for decisions, and draws what happens between them. */
import { CAR_SPECS, DEEPRACER_V6 } from '../car/spec.ts';
import { wheelRadiusOf } from './car-model.ts';
import { moveCar } from './car-motion.ts';
import type { FleetCar, FleetThing } from './fleet.ts';
import { openWorld } from './open-world.ts';
import { QUALITY_SETTINGS } from './quality.ts';
import { CAR_FIELDS, type ShowFrame, type ShowOrder, THING_FIELDS } from './showing.ts';
import type { Viewpoint } from './viewpoints.ts';
import type { World } from './world.ts';

export interface Stage {
  readonly world: World;
  send(order: ShowOrder): void;
  follow(car: number): void;
  dispose(): void;
}

/** Time in which the viewer and the cars come to rest after the last change, ms. */
const SETTLE_MILLISECONDS = 1500;

export function newStage(
  canvas: HTMLCanvasElement,
  viewpoint: Viewpoint,
  onFrame: (frame: ShowFrame) => void = () => {},
): Stage {
  const world = openWorld(canvas, viewpoint);
  const showroom = new Worker(new URL('./showroom.worker.ts', import.meta.url), { type: 'module' });
  let spec = DEEPRACER_V6;
  let decisionsPerSecond = 15;
  const send = (order: ShowOrder) => {
    if ('place' in order) {
      spec = CAR_SPECS[order.place.car];
      decisionsPerSecond = order.place.controlHz;
      // Cars of the new kind, as soon as they are there.
      cars = [];
    }
    showroom.postMessage(order);
  };
  let previous: ShowFrame | undefined;
  let latest: ShowFrame | undefined;
  let arrived = performance.now();
  /** none until one is asked for */
  let followed = -1;
  let last = performance.now();
  let cars: FleetCar[] = [];
  let things: FleetThing[] = [];
  let request = 0;
  let isNew = false;

  showroom.onmessage = ({ data }: MessageEvent<ShowFrame>) => {
    previous = latest?.cars.length === data.cars.length ? latest : data;
    latest = data;
    arrived = performance.now();
    const count = data.cars.length / CAR_FIELDS;
    if (cars.length !== count) {
      cars = Array.from({ length: count }, () => ({ x: 0, y: 0, yaw: 0, steering: 0, rolled: 0, pitch: 0, roll: 0 }));
      world.setCars(cars.map(() => spec.shape));
    }
    things = Array.from({ length: data.things.length / THING_FIELDS }, (_, k) => {
      const [x, y, cosYaw, sinYaw, bot] = data.things.subarray(k * THING_FIELDS, (k + 1) * THING_FIELDS);
      return { x, y, yaw: Math.atan2(sinYaw, cosYaw), isBot: bot === 1 };
    });
    isNew = true;
  };

  const draw = (now: number): void => {
    request = requestAnimationFrame(draw);
    const elapsed = now - last;
    if (elapsed < QUALITY_SETTINGS[world.quality].frameMilliseconds) return;
    // A picture that stands need not be drawn again: a quiet page leaves the machine alone.
    if (now - Math.max(arrived, world.touched) > SETTLE_MILLISECONDS) return;
    last = now;
    if (latest && previous) {
      const part = latest.milliseconds > 0 ? Math.min(1, (now - arrived) / latest.milliseconds) : 1;
      const motion = { part, seconds: elapsed / 1000, decisionsPerSecond, wheelRadius: wheelRadiusOf(spec.shape) };
      for (let i = 0; i < cars.length; i++) moveCar(cars[i], previous, latest, i, motion);
    }
    world.draw(cars, things, followed, elapsed / 1000);
    // With the drawing, so that the page is put together once for both.
    if (isNew && latest) onFrame(latest);
    isNew = false;
  };
  const sizes = new ResizeObserver(() => world.resize(canvas.clientWidth, canvas.clientHeight));
  sizes.observe(canvas);
  request = requestAnimationFrame(draw);
  return {
    world,
    send,
    follow(car) {
      followed = car;
      send({ follow: car, insight: true });
    },
    dispose() {
      cancelAnimationFrame(request);
      sizes.disconnect();
      showroom.terminate();
      world.dispose();
    },
  };
}
