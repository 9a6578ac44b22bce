/** The live world: the track with all cars, seen from where you like; the newest policy drives in it. */
import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Spot } from '../../policy/cover.ts';
import { trackToData } from '../../track/track.ts';
import { viridisCss } from '../../ui/viridis.ts';
import { HEATS, type Heat, heatRange } from '../../view/heat.ts';
import { LapClock } from '../../view/lap-clock.tsx';
import type { ShowFrame, ShowOrder } from '../../view/showing.ts';
import type { Stage } from '../../view/stage.ts';
import { ViewpointSelect } from '../../view/viewpoint-select.tsx';
import { type Viewpoint, viewpointAfter } from '../../view/viewpoints.ts';
import type { TrainingClient } from './client.ts';
import { useTraining } from './context.ts';
import type { Setup } from './setup.ts';
import { TEXT } from './texts.ts';
import '../world.css';

const TRAINING_CARS = 16;
/** One each way, when there is something to watch. */
const LEARNED_CARS = 2;
const LEARNED_LAPS = 3;
const HEAT_MILLISECONDS = 500;
const PLAIN = '';
const PAINTS = [PLAIN, ...HEATS] as const;
/** A wheel's turn that brings the eye e times nearer, px. */
const WHEEL = 600;

/** What can be asked of the world from outside it. */
export interface WorldHandle {
  /** @param isLearned drives as well as it can, seen from behind; else many cars explore as in training, from above */
  showPolicy(setup: Pick<Setup, 'recipe'>, parameters: Float32Array | null, isLearned: boolean): void;
  /** The learned policy from the line again, seen from behind. */
  watch(): void;
  nextViewpoint(): void;
  nextHeat(): void;
  nextCar(): void;
}

export interface WorldViewProps {
  readonly setup: Setup;
  readonly frame: Signal<ShowFrame | null>;
  /** the patch of the followed car's frame that is hidden from the policy */
  readonly cover: ReadonlySignal<Spot | null>;
  readonly handle: { current: WorldHandle | undefined };
  readonly children: ComponentChildren;
}

export function WorldView({ setup, frame, cover, handle, children }: WorldViewProps) {
  const training = useTraining();
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useSignal<Stage | undefined>(undefined);
  /** who drives; told again to a stage that comes later */
  const driver = useRef<readonly ShowOrder[]>([]);
  const viewpoint = useSignal<Viewpoint>('overhead');
  const isLearned = useSignal(false);
  /** counts up to put the cars on the line again */
  const starts = useSignal(0);
  const heat = useSignal<Heat | typeof PLAIN>(PLAIN);
  const trouble = useSignal('');
  const scale = useSignal<{ readonly low: number; readonly high: number } | null>(null);
  const followed = useRef(0);
  const { track, recipe } = setup;

  useEffect(() => {
    let isGone = false;
    const open = async () => {
      const { newStage } = await import('../../view/stage.ts');
      if (isGone) return;
      stage.value = newStage(canvas.current as HTMLCanvasElement, viewpoint.value, (news) => {
        frame.value = news;
      });
    };
    open().catch(() => {
      trouble.value = TEXT.noWorld;
    });
    const timer = setInterval(() => {
      const map = heat.value ? training.heat.value : null;
      stage.peek()?.world.showHeat(map, heat.value || 'reward');
      scale.value = map?.known.includes(1) && heat.value ? heatRange(map, heat.value) : null;
    }, HEAT_MILLISECONDS);
    return () => {
      isGone = true;
      clearInterval(timer);
      stage.peek()?.dispose();
    };
  }, []);

  const cars = isLearned.value ? LEARNED_CARS : TRAINING_CARS;
  const isTraining = training.phase.value === 'starting' || training.phase.value === 'training';
  const world = stage.value?.world;
  useEffect(() => world?.setSparing(isTraining), [world, isTraining]);
  useEffect(() => world?.setTrack(track), [world, track.hash]);
  useEffect(() => {
    for (const order of driver.current) stage.value?.send(order);
    stage.value?.follow(followed.current);
  }, [world]);
  useEffect(() => {
    stage.value?.send({
      place: {
        track: trackToData(track),
        cars,
        objects: recipe.objects,
        randomisation: isLearned.value ? null : recipe.randomisation,
        bothWays: true,
        start: isLearned.value ? 'line' : 'random',
        laps: isLearned.value ? LEARNED_LAPS : 1,
        car: recipe.car,
        controlHz: recipe.controlHz,
        seed: 1,
      },
    });
  }, [world, track.hash, recipe.objects, recipe.randomisation, recipe.car, recipe.controlHz, isLearned.value, starts.value]);

  useSignalEffect(() => stage.value?.send({ cover: cover.value }));

  const setViewpoint = (name: Viewpoint) => {
    viewpoint.value = name;
    stage.peek()?.world.setViewpoint(name);
  };
  const follow = (car: number) => {
    followed.current = car;
    stage.peek()?.follow(car);
  };
  handle.current = {
    showPolicy({ recipe: { architecture, actionSpace } }, parameters, learned) {
      driver.current = [{ explore: !learned }, { policy: parameters && { architecture, actionSpace, parameters } }];
      for (const order of driver.current) stage.peek()?.send(order);
      if (isLearned.value === learned) return;
      isLearned.value = learned;
      follow(learned ? fasterWay(training) : 0);
      setViewpoint(learned ? 'chase' : 'overhead');
    },
    watch() {
      follow(fasterWay(training));
      setViewpoint('chase');
      starts.value++;
    },
    nextViewpoint: () => setViewpoint(viewpointAfter(viewpoint.value)),
    nextHeat() {
      heat.value = PAINTS[(PAINTS.indexOf(heat.value) + 1) % PAINTS.length];
    },
    nextCar: () => follow((followed.current + 1) % cars),
  };

  return (
    <section class="world" aria-label={TEXT.world}>
      <canvas
        ref={canvas}
        tabIndex={-1}
        role="img"
        aria-label={TEXT.world}
        onClick={({ offsetX, offsetY }) => {
          const car = stage.peek()?.world.pick(offsetX, offsetY) ?? -1;
          if (car >= 0) follow(car);
        }}
        onPointerMove={({ buttons, movementX, movementY }) => {
          if (buttons === 1) stage.peek()?.world.turn(movementX, movementY, 1);
        }}
        onWheel={({ deltaY }) => stage.peek()?.world.turn(0, 0, Math.exp(deltaY / WHEEL))}
      />
      <div class="views">
        {!world?.isFlat && <ViewpointSelect value={viewpoint.value} onChange={setViewpoint} />}
        <select
          aria-label={TEXT.heat}
          value={heat.value}
          onChange={(event) => {
            heat.value = event.currentTarget.value as Heat | typeof PLAIN;
          }}
        >
          <option value={PLAIN}>{TEXT.noHeat}</option>
          {HEATS.map((name) => (
            <option key={name} value={name}>
              {TEXT.heats[name]}
            </option>
          ))}
        </select>
      </div>
      {heat.value && <HeatScale heat={heat.value} scale={scale.value} />}
      {isLearned.value && <LapClock frame={frame} />}
      <div class="overlays">
        {(trouble.value || world?.isFlat) && <p class="hint quiet">{trouble.value || TEXT.flatWorld}</p>}
        {children}
      </div>
    </section>
  );
}

/** Of the two learned cars, which drive in opposite directions, the one whose test laps were faster. */
function fasterWay(training: TrainingClient): number {
  const [own, reverse] = training.testLaps.value.map(({ bestSeconds }) => bestSeconds ?? Number.POSITIVE_INFINITY);
  return reverse < own ? 1 : 0;
}

const SHADES = Array.from({ length: 9 }, (_, i) => viridisCss(i / 8));

function HeatScale({ heat, scale }: { heat: Heat; scale: { readonly low: number; readonly high: number } | null }) {
  return (
    <p class="heat-scale">
      {TEXT.heats[heat]} {scale ? TEXT.heatUnits[heat] : `– ${TEXT.heatLater}`}
      {scale && (
        <span class="number">
          {scale.low.toFixed(1)} <i style={{ background: `linear-gradient(90deg, ${SHADES.join(', ')})` }} />{' '}
          {scale.high.toFixed(1)}
        </span>
      )}
    </p>
  );
}
