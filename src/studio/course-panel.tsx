/** Where to train: the course, what else is on the road, how the world varies. */

import { useSignal } from '@preact/signals';
import { messageOf } from '../math/error.ts';
import { RANDOMISATIONS } from '../sim/randomisation.ts';
import { type ObjectGroup, RACE_OBJECTS, RACE_TYPES, type RaceType } from '../sim/traffic.ts';
import { courseFromFile, OWN_COURSES, ownCourse, ownPicture } from '../store/library.browser.ts';
import { generateTrack } from '../track/generator.ts';
import type { Track } from '../track/track.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Fold, NumberField, Select } from '../ui/fields.tsx';
import { thumbnailUrl } from '../ui/thumbnail.ts';
import { change, type Plan, plan, withCourse, withRecipe } from './plan.ts';
import { TEXT } from './texts.ts';

const { course: COURSE, race: RACE } = TEXT;

export function CoursePanel({ plan, disabled }: { plan: Plan; disabled: boolean }) {
  const isChoosing = useSignal(false);
  const { track } = plan;
  return (
    <>
      <button
        type="button"
        class="course-now"
        disabled={disabled}
        aria-label={COURSE.change(plan.track.name)}
        onClick={() => {
          isChoosing.value = true;
        }}
      >
        <img src={thumbnailUrl(track)} alt="" />
        <span>
          <b>{track.name}</b>
          <span class="quiet number">
            {track.length.toFixed(1)} {COURSE.metres}
          </span>
        </span>
      </button>
      {isChoosing.value && (
        <CourseChooser
          onClose={() => {
            isChoosing.value = false;
          }}
        />
      )}
      <RaceFields plan={plan} disabled={disabled} />
    </>
  );
}

const MAX_SEED = 2 ** 32 - 1;

function CourseChooser({ onClose }: { onClose: () => void }) {
  const trouble = useSignal('');
  const seed = useSignal(1);
  const difficulty = useSignal(0.5);
  const attempt = async (load: () => Promise<Track> | Track, source: (track: Track) => Plan['source']) => {
    try {
      const track = await load();
      if (plan.value) plan.value = await withCourse(plan.value, track, source(track));
      onClose();
    } catch (error) {
      trouble.value = messageOf(error);
    }
  };
  const take = (file: File | undefined) =>
    file &&
    attempt(
      () => courseFromFile(file),
      ({ name }) => ({ file: name }),
    );
  return (
    <Dialog title={COURSE.choose} closeLabel={TEXT.close} onClose={onClose}>
      <ul class="courses">
        {OWN_COURSES.map((name) => (
          <li key={name}>
            <button
              type="button"
              onClick={() =>
                attempt(
                  () => ownCourse(name),
                  () => ({ own: name }),
                )
              }
            >
              <img src={ownPicture(name)} alt="" loading="lazy" />
              {name}
            </button>
          </li>
        ))}
      </ul>
      {trouble.value && <p role="alert">{trouble.value}</p>}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same from the keyboard */}
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer?.files[0]);
        }}
      >
        {COURSE.drop}{' '}
        <label class="button">
          {COURSE.browse}
          <input
            type="file"
            class="unseen"
            accept=".json,.npy"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </label>
      </div>
      <h3>{COURSE.generate}</h3>
      <div class="row">
        <NumberField
          label={COURSE.seed}
          value={seed.value}
          min={0}
          max={MAX_SEED}
          onChange={(value) => {
            seed.value = value;
          }}
        />
        <label class="field">
          <span>{COURSE.difficulty}</span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={difficulty.value}
            onInput={(event) => {
              difficulty.value = event.currentTarget.valueAsNumber;
            }}
          />
        </label>
        <button
          type="button"
          onClick={() => {
            const options = { seed: seed.value, difficulty: difficulty.value };
            void attempt(
              () => generateTrack(options),
              () => ({ generated: options }),
            );
          }}
        >
          {COURSE.make}
        </button>
      </div>
    </Dialog>
  );
}

const MOST_OBJECTS = 12;
const MOST_GENERATED = 100;

function raceOf(objects: readonly ObjectGroup[]): RaceType {
  return objects.length === 0 ? 'time-trial' : objects[0].kind === 'box' ? 'object-avoidance' : 'head-to-bot';
}

function RaceFields({ plan, disabled }: { plan: Plan; disabled: boolean }) {
  const { objects, randomisation, generated } = plan.recipe;
  const [group] = objects;
  const kind = raceOf(objects);
  const world = (Object.keys(RANDOMISATIONS) as (keyof typeof RANDOMISATIONS)[]).find(
    (name) => JSON.stringify(RANDOMISATIONS[name]) === JSON.stringify(randomisation),
  );
  const setGroup = (next: Partial<ObjectGroup>) =>
    change((plan) => withRecipe(plan, { objects: [{ ...plan.recipe.objects[0], ...next }] }));
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
        onChange={(name) => change((plan) => withRecipe(plan, { objects: [...RACE_OBJECTS[name]] }))}
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
        onChange={(name) => change((plan) => withRecipe(plan, { randomisation: RANDOMISATIONS[name] }))}
      />
      <p class="quiet">{RACE.worldHelp}</p>
      <NumberField
        label={RACE.more}
        value={generated?.count ?? 0}
        min={0}
        max={MOST_GENERATED}
        disabled={disabled}
        onChange={(count) => {
          const made = count > 0 ? { count, seed: 1, minDifficulty: 0, maxDifficulty: 1 } : null;
          change((plan) => withRecipe(plan, { generated: made }));
        }}
      />
      <p class="quiet">{RACE.moreHelp}</p>
    </Fold>
  );
}
