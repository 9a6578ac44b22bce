/** The studio: choose, train, watch. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { DEFAULT_ACTIONS } from '../car/actions.ts';
import { RECIPE_DEFAULTS } from '../learn/recipe.ts';
import { BUILT_IN_REWARDS, DEFAULT_REWARD } from '../reward/builtin.ts';
import { OWN_COURSES, ownCourse } from '../store/library.browser.ts';
import { type Track, trackToData } from '../track/track.ts';
import { Chart } from '../ui/chart.tsx';
import { lapTime, thousands } from '../ui/format.ts';
import { VIEWPOINTS, type Viewpoint } from '../view/cameras.ts';
import { HEATS, type Heat } from '../view/heat.ts';
import type { ShowFrame } from '../view/showing.ts';
import { newStage, type Stage } from '../view/stage.ts';
import { EyePicture } from './eye-picture.tsx';
import * as session from './session.ts';
import './studio.css';
import { TEXT } from './texts.ts';

const CARS = 16;
const DEFAULT_COURSE = 'workshop';

export function Studio() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | undefined>(undefined);
  const track = useSignal<Track | null>(null);
  const courseName = useSignal(DEFAULT_COURSE);
  const reward = useSignal(DEFAULT_REWARD);
  const seed = useSignal(1);
  const viewpoint = useSignal<Viewpoint>('overhead');
  const heat = useSignal<Heat | ''>('');
  const shown = useSignal<ShowFrame | null>(null);
  const trouble = useSignal('');

  useEffect(() => {
    session.warmUp();
    try {
      const made = newStage(canvas.current as HTMLCanvasElement, viewpoint.value, (frame) => {
        shown.value = frame;
      });
      stage.current = made;
      made.follow(0);
    } catch {
      trouble.value = TEXT.noWorld;
    }
    return () => {
      stage.current?.dispose();
      session.reset();
      session.leave();
    };
  }, []);

  useEffect(() => {
    let isCurrent = true;
    session.reset();
    ownCourse(courseName.value)
      .then((course) => {
        if (!isCurrent) return;
        track.value = course;
        stage.current?.world.setCourse(course);
        stage.current?.tell({
          place: {
            course: trackToData(course),
            cars: CARS,
            objects: [],
            randomisation: null,
            bothWays: true,
            car: RECIPE_DEFAULTS.car,
            controlHz: RECIPE_DEFAULTS.controlHz,
            seed: 1,
          },
        });
      })
      .catch((error) => {
        trouble.value = error.message;
      });
    return () => {
      isCurrent = false;
    };
  }, [courseName.value]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (heat.value) stage.current?.world.heat.show(session.heat.value, heat.value);
      else stage.current?.world.heat.show(null, 'reward');
    }, 500);
    return () => clearInterval(timer);
  }, []);

  const train = () => {
    if (!track.value) return;
    const recipe = session.recipeFor(track.value, reward.value, seed.value);
    session.start(recipe, track.value, (parameters) => {
      const { architecture, actionSpace } = recipe;
      stage.current?.tell({ policy: { architecture, actionSpace, parameters } });
    });
  };
  const phase = session.phase.value;
  const isBusy = phase === 'starting' || phase === 'training' || phase === 'paused';
  const press = () => (phase === 'training' ? session.pause(true) : phase === 'paused' ? session.pause(false) : train());
  const steps = session.metrics.value.map((row) => row.global_step);

  return (
    <div class="studio">
      <header>
        <a href="#/">Lapzero</a>
        <span class="quiet">{TEXT.studio}</span>
      </header>
      <section class="choices" aria-label={TEXT.choices}>
        <label>
          {TEXT.course}
          <select
            value={courseName.value}
            disabled={isBusy}
            onChange={(event) => {
              courseName.value = event.currentTarget.value;
            }}
          >
            {OWN_COURSES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          {TEXT.reward}
          <select
            value={reward.value}
            disabled={isBusy}
            onChange={(event) => {
              reward.value = event.currentTarget.value;
            }}
          >
            {BUILT_IN_REWARDS.filter((name) => name !== 'avoid-objects').map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <p class="quiet">{TEXT.rewards[reward.value]}</p>
        <label>
          {TEXT.seed}
          <input
            class="number"
            type="number"
            min={0}
            max={2 ** 32 - 1}
            disabled={isBusy}
            value={seed.value}
            onInput={(event) => {
              const value = event.currentTarget.valueAsNumber;
              if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) seed.value = value;
            }}
          />
        </label>
        <p class="quiet">{TEXT.seedHelp}</p>
        {trouble.value && <p role="alert">{trouble.value}</p>}
      </section>
      <section class="world" aria-label={TEXT.world}>
        <canvas
          ref={canvas}
          onClick={({ offsetX, offsetY }) => {
            const car = stage.current?.world.pick(offsetX, offsetY) ?? -1;
            if (car >= 0) stage.current?.follow(car);
          }}
        />
        <div class="views">
          <select
            aria-label={TEXT.viewpoint}
            value={viewpoint.value}
            onChange={(event) => {
              viewpoint.value = event.currentTarget.value as Viewpoint;
              stage.current?.world.setViewpoint(viewpoint.value);
            }}
          >
            {VIEWPOINTS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <select
            aria-label={TEXT.heat}
            value={heat.value}
            onChange={(event) => {
              heat.value = event.currentTarget.value as Heat | '';
            }}
          >
            <option value="">{TEXT.noHeat}</option>
            {HEATS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
        {phase === 'idle' && <p class="hint">{TEXT.empty}</p>}
      </section>
      <section class="readings" aria-label={TEXT.readings}>
        <EyePicture frame={shown.value} actions={DEFAULT_ACTIONS} />
        <Chart
          title={TEXT.progress}
          unit="%"
          x={steps}
          y={session.metrics.value.map((row) => row['charts/episodic_progress'])}
        />
        <Chart title={TEXT.completion} unit="%" x={steps} y={session.completion.value} />
        <Chart title={TEXT.entropy} unit="nats" x={steps} y={session.metrics.value.map((row) => row['losses/entropy'])} />
      </section>
      <Strip phase={phase} onPress={press} />
    </div>
  );
}

function Strip({ phase, onPress }: { phase: session.Phase; onPress: () => void }) {
  const { value: status } = session.status;
  const { value: done } = session.done;
  return (
    <footer class="strip" aria-live="polite">
      <button type="button" class="primary" disabled={phase === 'starting'} onClick={onPress}>
        {TEXT.buttons[phase]}
      </button>
      <button type="button" disabled={phase !== 'training' && phase !== 'paused'} onClick={session.step}>
        {TEXT.step}
      </button>
      <button type="button" disabled={phase !== 'training' && phase !== 'paused'} onClick={session.stop}>
        {TEXT.stop}
      </button>
      <span>
        {TEXT.firstLap} <b class="number">{status?.firstLap ? `${status.firstLap.seconds.toFixed(1)} s` : '–'}</b>
      </span>
      <span>
        {TEXT.bestLap} <b class="number">{status?.bestLapSeconds ? lapTime(status.bestLapSeconds) : '–'}</b>
      </span>
      <span>
        {TEXT.steps} <b class="number">{status ? thousands(status.steps) : '–'}</b>
      </span>
      {phase === 'failed' && <span role="alert">{session.problem.value}</span>}
      {done && <Download done={done} />}
    </footer>
  );
}

function Download({ done }: { done: session.Done }) {
  const save = async () => {
    const { zipSync } = await import('fflate');
    const zip = zipSync({ 'agent.json': done.files['agent.json'], 'weights.bin': done.files['weights.bin'] });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([new Uint8Array(zip)], { type: 'application/zip' }));
    link.download = `${done.name}.zip`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" onClick={save}>
      {TEXT.download}
    </button>
  );
}
