/** Where to train: the track, what else is on the road, how the world varies. */

import { useSignal } from '@preact/signals';
import { RANDOMISATIONS } from '../../sim/randomisation.ts';
import { type ObjectGroup, RACE_OBJECTS, RACE_TYPES, type RaceType } from '../../sim/traffic.ts';
import { NEWEST_GENERATOR } from '../../track/generator-options.ts';
import { Fold, NumberField, Select } from '../../ui/fields.tsx';
import { thumbnailUrl } from '../../ui/thumbnail.ts';
import { change, type Setup, withRecipe } from './setup.ts';
import { TEXT } from './texts.ts';
import { TrackDialog } from './track-dialog.tsx';

const { track: TRACK, race: RACE } = TEXT;

export function TrackPanel({ setup, disabled }: { setup: Setup; disabled: boolean }) {
  const isChoosing = useSignal(false);
  const { track } = setup;
  return (
    <>
      <button
        type="button"
        class="track-now"
        disabled={disabled}
        aria-label={TRACK.change(setup.track.name)}
        onClick={() => {
          isChoosing.value = true;
        }}
      >
        <img src={thumbnailUrl(track)} alt="" />
        <span>
          <b>{track.name}</b>
          <span class="quiet number">
            {track.length.toFixed(1)} {TRACK.metres}
          </span>
        </span>
      </button>
      {isChoosing.value && (
        <TrackDialog
          onClose={() => {
            isChoosing.value = false;
          }}
        />
      )}
      <RaceFields setup={setup} disabled={disabled} />
    </>
  );
}

const MOST_OBJECTS = 12;
const MOST_GENERATED = 100;

function raceOf(objects: readonly ObjectGroup[]): RaceType {
  return objects.length === 0 ? 'time-trial' : objects[0].kind === 'box' ? 'object-avoidance' : 'head-to-bot';
}

function RaceFields({ setup, disabled }: { setup: Setup; disabled: boolean }) {
  const { objects, randomisation, generated } = setup.recipe;
  const [group] = objects;
  const kind = raceOf(objects);
  const world = (Object.keys(RANDOMISATIONS) as (keyof typeof RANDOMISATIONS)[]).find(
    (name) => JSON.stringify(RANDOMISATIONS[name]) === JSON.stringify(randomisation),
  );
  const setGroup = (next: Partial<ObjectGroup>) =>
    change((setup) => withRecipe(setup, { objects: [{ ...setup.recipe.objects[0], ...next }] }));
  const brief = [
    ...(group ? [`${group.count} ${RACE.kinds[kind].toLowerCase()}`] : []),
    ...(generated ? [`+${generated.count}`] : []),
    ...(randomisation ? [RACE.worlds[world ?? 'full'].toLowerCase()] : []),
  ].join(', ');
  return (
    <Fold title={RACE.title} brief={brief}>
      <Select
        label={RACE.kind}
        value={kind}
        options={RACE_TYPES.map((name) => [name, RACE.kinds[name]])}
        disabled={disabled}
        onChange={(name) => change((setup) => withRecipe(setup, { objects: [...RACE_OBJECTS[name]] }))}
      />
      {group && (
        <>
          <NumberField
            label={RACE.count}
            value={group.count}
            min={1}
            max={MOST_OBJECTS}
            disabled={disabled}
            onChange={(count) => setGroup({ count })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={group.placement === 'random'}
              disabled={disabled}
              onChange={(event) => setGroup({ placement: event.currentTarget.checked ? 'random' : 'even' })}
            />
            {RACE.random}
          </label>
        </>
      )}
      <Select
        label={RACE.world}
        value={world ?? 'full'}
        options={(Object.keys(RACE.worlds) as (keyof typeof RANDOMISATIONS)[]).map((name) => [name, RACE.worlds[name]])}
        disabled={disabled}
        onChange={(name) => change((setup) => withRecipe(setup, { randomisation: RANDOMISATIONS[name] }))}
      />
      <p class="quiet">{RACE.worldHelp}</p>
      <NumberField
        label={RACE.more}
        value={generated?.count ?? 0}
        min={0}
        max={MOST_GENERATED}
        disabled={disabled}
        onChange={(count) => {
          const made = count > 0 ? { count, seed: 1, minDifficulty: 0, maxDifficulty: 1, generator: NEWEST_GENERATOR } : null;
          change((setup) => withRecipe(setup, { generated: made }));
        }}
      />
      <p class="quiet">{RACE.moreHelp}</p>
    </Fold>
  );
}
