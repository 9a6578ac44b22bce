/** Replay: recorded laps and races again, as fast or slowly as you like. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { useDropped } from '../../ui/dropped.ts';
import { Nav } from '../../ui/nav.tsx';
import { LapChooser } from './lap-chooser.tsx';
import { lapOfAgent, lapOfFile } from './laps.ts';
import { type FirstLaps, LapsView } from './laps-view.tsx';
import { isRaceFile, type OpenedRace, openRace } from './opened-race.ts';
import { RaceView } from './race-view.tsx';
import type { Replay } from './replay.ts';
import { REPLAY } from './texts.ts';
import '../scene.css';
import './page.css';

type Shown = { readonly laps: FirstLaps } | { readonly race: OpenedRace };

/** @param query what comes after `#/replay?` */
export function ReplayPage({ query }: { query: string }) {
  /** null until it is known what was asked for */
  const shown = useSignal<Shown | null>(null);
  const trouble = useSignal('');
  /** files came with the way here */
  const isOpening = useRef(false);
  const laps = useRef<Pick<Replay, 'add' | 'open'>>(null);
  /** A race, or laps beside those that are there. Tracks are remembered first: either may be of them. */
  const open = async (files: readonly File[]) => {
    isOpening.current = true;
    trouble.value = '';
    try {
      const races: File[] = [];
      for (const file of files) if (await isRaceFile(file)) races.push(file);
      const others = files.filter((file) => !races.includes(file));
      const last = races.at(-1);
      if (!last) return openLaps(others);
      for (const file of others) await lapOfFile(file);
      shown.value = { race: await openRace(last) };
    } catch (error) {
      trouble.value = messageOf(error);
      shown.value ??= { laps: { files: [] } };
    }
  };
  const openLaps = (files: readonly File[]) => {
    if (laps.current) void laps.current.open(files);
    else shown.value = { laps: { files } };
  };
  const openAgent = (agent: string) => {
    trouble.value = '';
    if (laps.current) void laps.current.add(() => lapOfAgent(agent, false));
    else shown.value = { laps: { agent, isLastDrive: false } };
  };
  useDropped('replay', (uploads) => void open(uploads.map(({ file }) => file)));
  useEffect(() => {
    if (!isOpening.current) shown.value = { laps: askedFor(query) };
  }, []);
  const now = shown.value;
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
          <LapChooser onAgent={openAgent} onFiles={(files) => void open(files)} />
        </div>
        {now && 'laps' in now && (
          <p class="quiet">
            {REPLAY.intro} {REPLAY.drop} {REPLAY.keys}{' '}
            <DocLink page="race-and-events" at="watch-laps-again">
              {REPLAY.docs}
            </DocLink>
          </p>
        )}
        {trouble.value && <p role="alert">{trouble.value}</p>}
        {now && 'race' in now && (
          <RaceView
            key={now.race.recording.hash}
            opened={now.race}
            onClose={() => {
              shown.value = { laps: null };
            }}
          />
        )}
        {now && 'laps' in now && <LapsView key="laps" first={now.laps} handle={laps} />}
      </main>
    </div>
  );
}

function askedFor(query: string): FirstLaps {
  const asked = new URLSearchParams(query);
  const agent = asked.get('agent');
  return agent ? { agent, isLastDrive: asked.get('drive') === 'last' } : null;
}
