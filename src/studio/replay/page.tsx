/** Replay: recorded laps again, alone or against each other, as fast or slowly as you like. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf, UserError } from '../../math/error.ts';
import { headline, RewardFailed } from '../../reward/problem.ts';
import { isRewardFile, type RewardText, rewardSource } from '../../reward/source.ts';
import { type StoredAgent, storedAgents } from '../../store/garage.browser.ts';
import { BUNDLED_LAPS } from '../../store/library.browser.ts';
import { agentOptions } from '../../ui/bundled-agent-groups.ts';
import { useDropped } from '../../ui/dropped.ts';
import { lapTime } from '../../ui/format.ts';
import { Nav } from '../../ui/nav.tsx';
import { save } from '../../ui/save.ts';
import { useKeys } from '../../ui/use-keys.ts';
import { CAR_COLOURS } from '../../view/car-colours.ts';
import type { LapPlayer } from '../../view/lap-player.ts';
import { ViewpointSelect } from '../../view/viewpoint-select.tsx';
import { VIEWPOINTS, type Viewpoint } from '../../view/viewpoints.ts';
import type { ReplayHelper } from './helper.ts';
import { LapCard } from './lap-card.tsx';
import { lapOfBundledAgent, lapOfFile, lapOfStoredAgent, type ReplayLap } from './laps.ts';
import { rescoredBy } from './rescore.ts';
import { ReplaySight } from './sight.tsx';
import { Telemetry } from './telemetry.tsx';
import { REPLAY } from './texts.ts';
import '../scene.css';
import './page.css';

const RATES = [0.1, 0.25, 0.5, 1, 2, 4, 8];
const FIRST_LAP = 'harbour-gold';
const NONE = '';
const LAP_OPTIONS = agentOptions(BUNDLED_LAPS);

export function ReplayPage({ query }: { query: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const player = useRef<LapPlayer | undefined>(undefined);
  const laps = useSignal<readonly ReplayLap[]>([]);
  const followed = useSignal(0);
  const time = useSignal(0);
  const isPlaying = useSignal(false);
  const rate = useSignal(1);
  const viewpoint = useSignal<Viewpoint>('chase');
  const trouble = useSignal('');
  const recorder = useSignal<MediaRecorder | null>(null);
  /** of the Garage, with a recorded lap */
  const agents = useSignal<readonly StoredAgent[]>([]);
  const duration = durationOf(laps.value);
  const helper = useRef<ReplayHelper | undefined>(undefined);
  const hasPaths = useSignal(false);
  const isBusy = useSignal(false);
  const step = laps.value[followed.value]?.playback.stepSeconds ?? 1 / 15;

  const show = (next: readonly ReplayLap[], follow: number) => {
    laps.value = next;
    followed.value = Math.min(Math.max(0, follow), Math.max(0, next.length - 1));
    player.current?.setLaps(next);
    player.current?.follow(followed.value);
  };
  const seek = (to: number) => {
    // Of the laps as they are now, not as they were when this was drawn.
    time.value = Math.min(Math.max(0, to), durationOf(laps.value));
    player.current?.seek(time.value);
  };
  const play = (on: boolean) => {
    if (on && time.value >= durationOf(laps.value)) seek(0);
    isPlaying.value = on;
    player.current?.play(on, rate.value);
  };
  const add = async (work: () => Promise<ReplayLap | null>) => {
    try {
      const lap = await work();
      if (!lap) return;
      // One track at a time: laps of another leave.
      const beside = laps.value.filter(({ track }) => track.hash === lap.track.hash);
      trouble.value = beside.length < laps.value.length ? REPLAY.otherTrack(lap.name, lap.track.name) : '';
      show([...beside, lap], beside.length);
      seek(0);
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  const addLimit = () =>
    add(async () => {
      const beside = laps.value[followed.value];
      if (!beside?.source || !helper.current) return null;
      const { car, reversed, actions } = beside.source.recording;
      const cap = Math.max(...actions.map(([, , speed]) => speed));
      isBusy.value = true;
      try {
        const playback = await helper.current.limit(beside.track, reversed, car, cap);
        if (!playback) throw new UserError(REPLAY.limitName(car, cap), 'the line', REPLAY.noLimit, REPLAY.slowerLap);
        return { ...beside, name: REPLAY.limitName(car, cap), playback, source: null, agent: null, agentReward: null };
      } finally {
        isBusy.value = false;
      }
    });
  const togglePaths = () => {
    hasPaths.value = !hasPaths.value;
    player.current?.showPaths(hasPaths.value);
  };
  const setViewpoint = (next: Viewpoint) => {
    viewpoint.value = next;
    player.current?.setViewpoint(next);
  };
  const open = async (files: readonly File[]) => {
    // Tracks first: the laps may be of them.
    const inOrder = [...files].sort((a, b) => Number(isLap(a)) - Number(isLap(b)));
    for (const file of inOrder) {
      if (isRewardFile(file.name)) await rescore({ file: file.name, text: await file.text() }, laps.value);
      else await add(() => lapOfFile(file));
    }
  };
  /** Whatever is on show meanwhile stays: only the rescored laps are replaced. */
  const rescore = async ({ file, text }: RewardText, due: readonly ReplayLap[]) => {
    isBusy.value = true;
    try {
      const rescored = await rescoredBy(rewardSource(file, text), due);
      laps.value = laps.value.map((lap) => rescored[due.indexOf(lap)] ?? lap);
      trouble.value = '';
    } catch (error) {
      trouble.value = error instanceof RewardFailed ? headline(error.problem) : messageOf(error);
    } finally {
      isBusy.value = false;
    }
  };

  useEffect(() => {
    let isGone = false;
    const start = async () => {
      const { newLapPlayer } = await import('../../view/lap-player.ts');
      if (isGone) return;
      player.current = newLapPlayer(canvas.current as HTMLCanvasElement, viewpoint.value, (now, isOver) => {
        time.value = now;
        if (isOver) isPlaying.value = false;
      });
      // All that was asked for before it was loaded.
      player.current.setLaps(laps.peek());
      player.current.follow(followed.peek());
      player.current.setViewpoint(viewpoint.peek());
      player.current.showPaths(hasPaths.peek());
      player.current.seek(time.peek());
      player.current.play(isPlaying.peek(), rate.peek());
    };
    start().catch(() => {
      trouble.value = REPLAY.noWorld;
    });
    const asked = new URLSearchParams(query);
    const id = asked.get('agent');
    const firstLap = () => (id ? lapNamed(id, asked.get('drive') === 'last') : lapOfBundledAgent(FIRST_LAP));
    storedAgents().then(
      (all) => {
        agents.value = all.filter(({ files }) => files['lap.json']);
      },
      () => {},
    );
    void add(firstLap).then(() => {
      // Asked for an agent's best lap, not for the laps before it.
      if (id && asked.get('drive') !== 'last') seek(bestStart(laps.value[0]));
      if (!isGone && !matchMedia('(prefers-reduced-motion: reduce)').matches) play(true);
    });
    return () => {
      isGone = true;
      recorder.peek()?.stop();
      player.current?.dispose();
    };
  }, []);

  const record = () => {
    if (recorder.value) {
      recorder.value.stop();
      recorder.value = null;
      return;
    }
    try {
      const pieces: Blob[] = [];
      const next = new MediaRecorder((canvas.current as HTMLCanvasElement).captureStream(30));
      next.ondataavailable = ({ data }) => pieces.push(data);
      next.onstop = async () => {
        const type = next.mimeType.split(';')[0];
        const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
        save(bytes, `lapzero.${type.includes('mp4') ? 'mp4' : 'webm'}`, type);
      };
      next.start();
      recorder.value = next;
      play(true);
    } catch {
      trouble.value = REPLAY.noVideo;
    }
  };
  const takePicture = async () => {
    const bytes = await player.current?.picture();
    if (bytes) save(bytes, 'lapzero.png', 'image/png');
  };

  useDropped('replay', (uploads) => void open(uploads.map(({ file }) => file)));
  useKeys({
    ' ': () => play(!isPlaying.value),
    arrowleft: () => hop(-step),
    arrowright: () => hop(step),
    v: () => setViewpoint(VIEWPOINTS[(VIEWPOINTS.indexOf(viewpoint.value) + 1) % VIEWPOINTS.length]),
    l: togglePaths,
  });

  const best = Math.min(...laps.value.flatMap(({ playback }) => playback.laps.map(({ seconds }) => seconds)));
  return (
    <div class="room">
      <Nav here="replay" />
      <main
        class="replay"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void open([...(event.dataTransfer?.files ?? [])]);
        }}
      >
        <div class="row spread">
          <h1>{REPLAY.title}</h1>
          <div class="row">
            <select
              aria-label={REPLAY.add}
              value={NONE}
              onChange={(event) => {
                const name = event.currentTarget.value;
                event.currentTarget.value = NONE;
                if (name) void add(() => lapNamed(name));
              }}
            >
              <option value={NONE}>{REPLAY.add}</option>
              {agents.value.length > 0 && (
                <optgroup label={REPLAY.addYours}>
                  {agents.value.map((agent) => (
                    <option key={agent.id} value={agent.id}>
                      {agent.name}
                    </option>
                  ))}
                </optgroup>
              )}
              {LAP_OPTIONS.map(({ label, names }) => (
                <optgroup key={label} label={label}>
                  {names.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
            <label class="button">
              {REPLAY.addFile}
              <input
                type="file"
                class="unseen"
                multiple
                accept=".json,.zip,.npy,.py,.ts,.js"
                onChange={(event) => {
                  void open([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = '';
                }}
              />
            </label>
          </div>
        </div>
        <p class="quiet">
          {REPLAY.intro} {REPLAY.drop} {REPLAY.keys}
        </p>
        {trouble.value && <p role="alert">{trouble.value}</p>}
        {areOpposite(laps.value) && <p class="warning">{REPLAY.opposite}</p>}
        {/* Keyed: what comes and goes before it must never replace the canvas, which the world is drawn on. */}
        <div class="scene" key="scene">
          <canvas ref={canvas} class="replay-world" role="img" aria-label={REPLAY.world} />
          <ReplaySight lap={laps.value[followed.value]} time={time.value} helper={helper} />
        </div>
        <div class="row">
          <button type="button" class="primary" onClick={() => play(!isPlaying.value)}>
            {isPlaying.value ? REPLAY.pause : REPLAY.play}
          </button>
          <button type="button" aria-label={REPLAY.back} title={REPLAY.back} onClick={() => hop(-step)}>
            ◀
          </button>
          <button type="button" aria-label={REPLAY.forth} title={REPLAY.forth} onClick={() => hop(step)}>
            ▶
          </button>
          <select
            aria-label={REPLAY.rate}
            value={String(rate.value)}
            onChange={(event) => {
              rate.value = Number(event.currentTarget.value);
              player.current?.play(isPlaying.value, rate.value);
            }}
          >
            {RATES.map((each) => (
              <option key={each} value={String(each)}>
                {each} ×
              </option>
            ))}
          </select>
          <ViewpointSelect value={viewpoint.value} onChange={setViewpoint} />
          <span class="number">{clockOf(laps.value[followed.value], time.value)}</span>
          <span class="replay-rest row">
            <button type="button" aria-pressed={hasPaths.value} onClick={togglePaths}>
              {REPLAY.paths}
            </button>
            <button
              type="button"
              disabled={isBusy.value || !laps.value[followed.value]?.source}
              onClick={() => void addLimit()}
            >
              {isBusy.value ? REPLAY.findingLimit : REPLAY.addLimit}
            </button>
            <button type="button" onClick={() => void takePicture()}>
              {REPLAY.picture}
            </button>
            <button type="button" aria-pressed={recorder.value !== null} onClick={record}>
              {recorder.value ? REPLAY.stopVideo : REPLAY.video}
            </button>
          </span>
        </div>
        <input
          type="range"
          aria-label={REPLAY.time}
          min={0}
          max={duration}
          step={step / 4}
          value={time.value}
          onInput={(event) => seek(event.currentTarget.valueAsNumber)}
        />
        <Telemetry
          laps={laps.value.map(({ playback, rewardName }, i) => ({
            playback,
            rewardName,
            colour: colourOf(i),
          }))}
          followed={followed.value}
          time={time.value}
          duration={duration}
          onSeek={seek}
        />
        <ul class="replay-laps">
          {laps.value.map((lap, i) => (
            <LapCard
              key={`${lap.name} ${i}`}
              lap={lap}
              colour={colourOf(i)}
              best={best}
              isFollowed={i === followed.value}
              isBusy={isBusy.value}
              onRescore={(reward) => void rescore(reward, [lap])}
              onFollow={() => {
                followed.value = i;
                player.current?.follow(i);
              }}
              onRemove={() =>
                show(
                  laps.value.filter((_, k) => k !== i),
                  followed.value,
                )
              }
            />
          ))}
        </ul>
      </main>
    </div>
  );

  function hop(seconds: number): void {
    play(false);
    seek(time.value + seconds);
  }
}

/** @param id of an agent, bundled or in the Garage */
function lapNamed(id: string, isLastDrive = false): Promise<ReplayLap> {
  return BUNDLED_LAPS.includes(id) ? lapOfBundledAgent(id) : lapOfStoredAgent(id, isLastDrive);
}

function durationOf(laps: readonly ReplayLap[]): number {
  return Math.max(1e-3, ...laps.map(({ playback }) => (playback.count - 1) * playback.stepSeconds));
}

/** @param index of a lap */
function colourOf(index: number): string {
  return CAR_COLOURS[index % CAR_COLOURS.length];
}

/** When the fastest of its laps began, s. */
function bestStart(lap: ReplayLap | undefined): number {
  const laps = lap?.playback.laps ?? [];
  const best = laps.reduce((least, { seconds }) => Math.min(least, seconds), Number.POSITIVE_INFINITY);
  return laps.find(({ seconds }) => seconds === best)?.from ?? 0;
}

/** Which lap it is, and the time in it. */
function clockOf(lap: ReplayLap | undefined, time: number): string {
  const laps = lap?.playback.laps ?? [];
  const at = laps.findLastIndex(({ from }) => from <= time + 1e-6);
  return at < 0 ? lapTime(time) : `${REPLAY.lap} ${at + 1}  ${lapTime(Math.min(time - laps[at].from, laps[at].seconds))}`;
}

function areOpposite(laps: readonly ReplayLap[]): boolean {
  const ways = new Set(laps.flatMap(({ source }) => (source ? [source.recording.reversed] : [])));
  return ways.size > 1;
}

function isLap(file: File): boolean {
  return file.name.toLowerCase().endsWith('.zip') || /lap/i.test(file.name);
}
