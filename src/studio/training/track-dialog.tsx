/** Choose a track: a bundled one, a generated one, or a file. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../../math/error.ts';
import { BUNDLED_TRACKS, bundledTrack, bundledTrackPicture, trackFromFile } from '../../store/library.browser.ts';
import type { GeneratedSource, TrackSource } from '../../store/track-source.ts';
import { type Difficulty, difficultyLabel, trackDifficulty, widthRange } from '../../track/difficulty.ts';
import { generateTrack } from '../../track/generator.ts';
import { NEWEST_GENERATOR } from '../../track/generator-options.ts';
import type { Track } from '../../track/track.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/fields.tsx';
import { thumbnailUrl } from '../../ui/thumbnail.ts';
import { setup, withTrack } from './setup.ts';
import { TEXT } from './texts.ts';
import '../tracks.css';
import './track-dialog.css';

const { track: TRACK } = TEXT;
const MAX_SEED = 2 ** 32 - 1;

export function TrackDialog({ onClose }: { onClose: () => void }) {
  const trouble = useSignal('');
  const tracks = useSignal<readonly Track[]>([]);
  useEffect(() => {
    Promise.all(BUNDLED_TRACKS.map(bundledTrack)).then(
      (all) => {
        tracks.value = all.sort((a, b) => trackDifficulty(a) - trackDifficulty(b));
      },
      (error) => {
        trouble.value = messageOf(error);
      },
    );
  }, []);
  const use = async (load: () => Promise<Track> | Track, source: (track: Track) => TrackSource) => {
    try {
      const track = await load();
      if (setup.value) setup.value = await withTrack(setup.value, track, source(track));
      onClose();
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  const take = (file: File | undefined) =>
    file &&
    use(
      () => trackFromFile(file),
      ({ name }) => ({ file: name }),
    );
  return (
    <Dialog title={TRACK.choose} closeLabel={TEXT.close} onClose={onClose}>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      <h3>{TRACK.bundled}</h3>
      <ul class="tracks">
        {tracks.value.map((track) => (
          <li key={track.name}>
            <button
              type="button"
              aria-current={setup.value?.track.hash === track.hash}
              onClick={() =>
                void use(
                  () => track,
                  ({ name }) => ({ own: name }),
                )
              }
            >
              <img src={bundledTrackPicture(track.name)} alt="" />
              <span class="row spread">
                <b>{track.name}</b>
                <small class="difficulty" data-level={labelOf(track)}>
                  {labelOf(track)}
                </small>
              </span>
              <small class="number">{factsOf(track)}</small>
              <small class="quiet">{track.description}</small>
            </button>
          </li>
        ))}
      </ul>
      <Generator
        onUse={(track, generated) =>
          void use(
            () => track,
            () => ({ generated }),
          )
        }
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same from the keyboard */}
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer?.files[0]);
        }}
      >
        {TRACK.drop}{' '}
        <label class="button">
          {TRACK.browse}
          <input
            type="file"
            class="unseen"
            accept=".json,.npy"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
    </Dialog>
  );
}

/** A generated track is seen before it is used. */
function Generator({ onUse }: { onUse: (track: Track, generated: GeneratedSource) => void }) {
  const options = useSignal<GeneratedSource>({ seed: 1, difficulty: 0.5, generator: NEWEST_GENERATOR });
  const track = useComputed(() => generateTrack(options.value));
  return (
    <section>
      <h3>{TRACK.generate}</h3>
      <div class="generator">
        <img src={thumbnailUrl(track.value)} alt="" />
        <div class="generator-fields">
          <NumberField
            label={TRACK.seed}
            help={TRACK.seedHelp}
            value={options.value.seed}
            min={0}
            max={MAX_SEED}
            onChange={(seed) => {
              options.value = { ...options.value, seed };
            }}
          />
          <label class="field">
            <span>{TRACK.difficulty}</span>
            <input
              type="range"
              min={0}
              max={1}
              step={0.05}
              value={options.value.difficulty}
              onChange={(event) => {
                options.value = { ...options.value, difficulty: event.currentTarget.valueAsNumber };
              }}
            />
          </label>
          <p class="quiet">
            {factsOf(track.value)}, {labelOf(track.value)}
          </p>
          <div class="row">
            <button
              type="button"
              onClick={() => {
                options.value = { ...options.value, seed: (options.value.seed + 1) % MAX_SEED };
              }}
            >
              {TRACK.another}
            </button>
            <button type="button" class="primary" onClick={() => onUse(track.value, options.value)}>
              {TRACK.use}
            </button>
          </div>
        </div>
      </div>
    </section>
  );
}

function factsOf(track: Track): string {
  const [least, most] = widthRange(track).map((width) => width.toFixed(2));
  return TRACK.facts(track.length.toFixed(0), least === most ? least : `${least}–${most}`);
}

function labelOf(track: Track): Difficulty {
  return difficultyLabel(trackDifficulty(track));
}
