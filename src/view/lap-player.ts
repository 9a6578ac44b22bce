/** Plays laps in the world: all of them at the same time since their start. */
import { CAR_SPECS, type CarName, type CarShape } from '../car/spec.ts';
import type { Playback } from '../lap/playback.ts';
import { toRadians, wrapAngle } from '../math/angles.ts';
import type { Track } from '../track/track.ts';
import { CAR_COLOURS } from './car-colours.ts';
import { wheelRadiusOf } from './car-model.ts';
import type { FleetCar, FleetThing } from './fleet.ts';
import { openWorld } from './open-world.ts';
import { newReplayClock } from './replay-clock.ts';
import type { Viewpoint } from './viewpoints.ts';

/** Where a car was: what is drawn of it. */
type PlayedMotion = Pick<Playback, 'count' | 'stepSeconds' | 'x' | 'y' | 'yaw' | 'steeringDeg' | 'distance' | 'things'>;

/** A lap, or a car of a race, as it is played. */
export interface PlayedLap {
  readonly track: Track;
  readonly car: CarName;
  readonly playback: PlayedMotion;
}

export interface LapPlayer {
  setLaps(laps: readonly PlayedLap[]): void;
  follow(lap: number): void;
  seek(seconds: number): void;
  play(on: boolean, rate: number): void;
  setViewpoint(viewpoint: Viewpoint): void;
  /** the laps' lines on the road */
  showPaths(on: boolean): void;
  /** PNG of what is seen now */
  picture(): Promise<Uint8Array | null>;
  dispose(): void;
}

/** Time in which the view settles after the last change, ms. */
const SETTLE_MILLISECONDS = 1500;

/** @param onTime told as it plays */
export function newLapPlayer(
  canvas: HTMLCanvasElement,
  viewpoint: Viewpoint,
  onTime: (seconds: number, isOver: boolean) => void,
): LapPlayer {
  const world = openWorld(canvas, viewpoint);
  let laps: readonly PlayedLap[] = [];
  let cars: FleetCar[] = [];
  let shownTrackHash = '';
  let followed = 0;
  const clock = newReplayClock();
  let changed = performance.now();
  let last = performance.now();
  let request = 0;
  let hasPaths = false;

  const place = (): void => {
    laps.forEach(({ playback, car }, i) => {
      moveCar(cars[i], playback, clock.time, CAR_SPECS[car].shape);
    });
  };
  /** on the followed car's road */
  const things = (): readonly FleetThing[] => {
    const playback = laps[followed]?.playback;
    return playback
      ? (playback.things[Math.min(playback.count - 1, Math.floor(clock.time / playback.stepSeconds))] ?? [])
      : [];
  };
  const draw = (now: number): void => {
    request = requestAnimationFrame(draw);
    const seconds = (now - last) / 1000;
    last = now;
    if (clock.isPlaying) {
      const end = Math.max(0, ...laps.map(({ playback }) => (playback.count - 1) * playback.stepSeconds));
      clock.advance(seconds, end);
      changed = now;
      onTime(clock.time, !clock.isPlaying);
    }
    // A picture that stands need not be drawn again.
    if (now - Math.max(changed, world.touched) > SETTLE_MILLISECONDS) return;
    place();
    world.draw(cars, things(), followed, seconds);
  };
  const drawPaths = (): void => {
    const paths = laps.map(({ playback: { x, y, count } }, i) => ({
      x,
      y,
      count,
      colour: CAR_COLOURS[i % CAR_COLOURS.length],
    }));
    world.showPaths(hasPaths ? paths : []);
  };
  const sizes = new ResizeObserver(() => world.resize(canvas.clientWidth, canvas.clientHeight));
  sizes.observe(canvas);
  request = requestAnimationFrame(draw);
  const touch = () => {
    changed = performance.now();
  };
  // No frame is drawn while the page is hidden: that time does not count.
  const onVisible = () => {
    last = performance.now();
  };
  document.addEventListener('visibilitychange', onVisible);
  return {
    setLaps(next) {
      touch();
      laps = next;
      cars = next.map(() => ({ x: 0, y: 0, yaw: 0, steering: 0, rolled: 0, pitch: 0, roll: 0 }));
      world.setCars(next.map(({ car }) => CAR_SPECS[car].shape));
      drawPaths();
      const track = next[0]?.track;
      if (!track || track.hash === shownTrackHash) return;
      shownTrackHash = track.hash;
      world.setTrack(track);
    },
    follow(lap) {
      touch();
      followed = lap;
    },
    seek(seconds) {
      touch();
      clock.time = seconds;
    },
    play(on, speed) {
      touch();
      clock.isPlaying = on;
      clock.rate = speed;
    },
    setViewpoint(next) {
      touch();
      world.setViewpoint(next);
    },
    showPaths(on) {
      touch();
      hasPaths = on;
      drawPaths();
    },
    async picture() {
      place();
      // What was drawn is there only until the browser has shown it.
      world.draw(cars, things(), followed, 0);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      return blob && new Uint8Array(await blob.arrayBuffer());
    },
    dispose() {
      cancelAnimationFrame(request);
      document.removeEventListener('visibilitychange', onVisible);
      sizes.disconnect();
      world.dispose();
    },
  };
}

/** A car that is further on than it can drive was put there, m/s. */
const PUT_SPEED = 10;

/** Between two decisions; after its last one it stands. */
function moveCar(car: FleetCar, playback: PlayedMotion, seconds: number, shape: CarShape): void {
  const { count, stepSeconds, x, y, yaw, steeringDeg, distance } = playback;
  const at = Math.min(count - 1, seconds / stepSeconds);
  const i = Math.min(count - 1, Math.floor(at));
  const next = Math.min(count - 1, i + 1);
  const isPut = Math.hypot(x[next] - x[i], y[next] - y[i]) > PUT_SPEED * stepSeconds;
  const part = isPut ? 0 : at - i;
  const between = (values: Float64Array) => values[i] + part * (values[next] - values[i]);
  car.x = between(x);
  car.y = between(y);
  car.yaw = yaw[i] + part * wrapAngle(yaw[next] - yaw[i]);
  car.steering = toRadians(between(steeringDeg));
  car.rolled = between(distance) / wheelRadiusOf(shape);
}
