/** Watch: a bundled agent or one of the Garage drives, with what its camera shows and what it decides. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { recipeSchema } from '../../learn/recipe.ts';
import { messageOf } from '../../math/error.ts';
import type { Agent } from '../../policy/agent.ts';
import type { Spot } from '../../policy/cover.ts';
import { BUNDLED_AGENTS, BUNDLED_TRACKS, bundledTrack } from '../../store/library.browser.ts';
import { type Track, trackToData } from '../../track/track.ts';
import { agentOptions } from '../../ui/bundled-agent-groups.ts';
import { Select } from '../../ui/fields.tsx';
import { Nav } from '../../ui/nav.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { LapClock } from '../../view/lap-clock.tsx';
import { CAR, type ShowFrame } from '../../view/showing.ts';
import type { Stage } from '../../view/stage.ts';
import { ViewpointSelect } from '../../view/viewpoint-select.tsx';
import { type Viewpoint, viewpointAfter } from '../../view/viewpoints.ts';
import { type AgentAtHome, agentById } from '../agent-by-id.ts';
import { FollowedCarFrame } from '../followed-car-frame.tsx';
import { useStoredAgents } from '../use-stored-agents.ts';
import { WATCH } from './texts.ts';
import '../world.css';
import '../scene.css';
import './page.css';

const FIRST = 'harbour-gold';
const FALLBACK_TRACK = 'workshop';
const LAPS = 1000;

const BUNDLED = agentOptions(BUNDLED_AGENTS).map(({ label, names }) => ({
  label,
  options: names.map((name) => [name, name] as const),
}));

export function WatchPage({ query }: { query: string }) {
  const asked = new URLSearchParams(query);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | undefined>(undefined);
  const frame = useSignal<ShowFrame | null>(null);
  const cover = useSignal<Spot | null>(null);
  const shown = useSignal<AgentAtHome | null>(null);
  const track = useSignal<Track | null>(null);
  const viewpoint = useSignal<Viewpoint>('chase');
  const trouble = useSignal('');
  const isRunning = useSignal(true);
  /** drives since it was put on the line that ended off the track, and the farthest of them, % of a lap */
  const failures = useSignal({ count: 0, farthest: 0 });
  const agents = useStoredAgents();

  const place = () => {
    const [current, road] = [shown.value, track.value];
    if (!current || !road || !stage.current) return;
    const { policy, car, controlHz } = current.agent;
    const { network, actionSpace } = policy;
    stage.current.world.setTrack(road);
    stage.current.send({ explore: false });
    stage.current.send({
      place: {
        track: trackToData(road),
        cars: 1,
        objects: objectsOf(current.agent),
        randomisation: null,
        bothWays: false,
        start: 'line',
        laps: LAPS,
        car,
        controlHz,
        seed: 1,
      },
    });
    const { parameters, architecture } = network;
    stage.current.send({ policy: { architecture: architecture.name, actionSpace, parameters } });
    stage.current.follow(0);
    isRunning.value = true;
    failures.value = { count: 0, farthest: 0 };
  };
  const choose = async (id: string, on: string | null) => {
    try {
      const next = await agentById(id);
      shown.value = next;
      track.value = on ? await bundledTrack(on) : (next.home ?? (await bundledTrack(FALLBACK_TRACK)));
      trouble.value = '';
      place();
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  const setViewpoint = (next: Viewpoint) => {
    viewpoint.value = next;
    stage.current?.world.setViewpoint(next);
  };
  useEffect(() => {
    let isGone = false;
    const open = async () => {
      const { newStage } = await import('../../view/stage.ts');
      if (isGone) return;
      stage.current = newStage(canvas.current as HTMLCanvasElement, viewpoint.peek(), (next) => {
        failures.value = counted(failures.value, frame.value, next);
        frame.value = next;
      });
      place();
    };
    open().catch(() => {
      trouble.value = WATCH.noWorld;
    });
    void choose(asked.get('agent') ?? FIRST, asked.get('track'));
    return () => {
      isGone = true;
      stage.current?.dispose();
    };
  }, []);
  useSignalEffect(() => {
    const [spot, running] = [cover.value, isRunning.value];
    stage.current?.send({ cover: spot });
    stage.current?.send({ running });
  });
  useKeys({
    v: () => setViewpoint(viewpointAfter(viewpoint.value)),
    r: place,
    ' ': () => {
      isRunning.value = !isRunning.value;
    },
  });

  const current = shown.value;
  const tracks = current?.home && !BUNDLED_TRACKS.includes(current.home.name) ? [current.home.name] : [];
  return (
    <div class="room">
      <Nav here="watch" />
      <main class="watch">
        <h1 class="unseen">{WATCH.title}</h1>
        {trouble.value && <p role="alert">{trouble.value}</p>}
        <div class="scene">
          <section class="world watch-world" aria-label={WATCH.world}>
            <canvas ref={canvas} role="img" aria-label={WATCH.world} />
            <LapClock frame={frame} />
            {failures.value.count > 0 && (
              <div class="overlays">
                <p class="hint" role="status">
                  {WATCH.left(failures.value.count, failures.value.farthest)}
                </p>
              </div>
            )}
          </section>
          {current && (
            <FollowedCarFrame
              frame={frame}
              cover={cover}
              actionSpace={current.agent.policy.actionSpace}
              architecture={current.agent.policy.network.architecture.name}
            />
          )}
        </div>
        <div class="row">
          <Select
            label={WATCH.agent}
            value={current?.id ?? ''}
            options={agents.value.map(({ id, name }) => [id, name])}
            groups={BUNDLED}
            onChange={(id) => void choose(id, null)}
          />
          <Select
            label={WATCH.track}
            value={track.value?.name ?? ''}
            options={[...tracks, ...BUNDLED_TRACKS].map((name) => [name, name])}
            onChange={(name) => current && void choose(current.id, tracks.includes(name) ? null : name)}
          />
          <ViewpointSelect value={viewpoint.value} onChange={setViewpoint} />
          <button
            type="button"
            onClick={() => {
              isRunning.value = !isRunning.value;
            }}
          >
            {isRunning.value ? WATCH.pause : WATCH.play}
          </button>
          <button type="button" onClick={place}>
            {WATCH.again}
          </button>
          {current && (
            <>
              <a class="button" href={`#/train?from=${current.id}`}>
                {WATCH.continue}
              </a>
              <a class="button" href={`#/replay?agent=${current.id}`}>
                {WATCH.replay}
              </a>
            </>
          )}
        </div>
        <p class="quiet">{WATCH.keys}</p>
      </main>
    </div>
  );
}

/** Counts a drive that has just ended: the car stands somewhere else without having completed a lap. */
function counted(
  before: { readonly count: number; readonly farthest: number },
  last: ShowFrame | null,
  { cars, laps }: ShowFrame,
): { readonly count: number; readonly farthest: number } {
  if (cars[CAR.jumped] !== 1 || laps.length > 0 || !last || last.followed.progress === 0) return before;
  return { count: before.count + 1, farthest: Math.max(before.farthest, last.followed.progress) };
}

/** What was on its road when it learned. */
function objectsOf({ recipe }: Agent) {
  return recipeSchema.safeParse(recipe).data?.objects ?? [];
}
