/** What the policy may do: a list of actions drawn as a fan, or ranges. */
import {
  type ActionSpace,
  actionGrid,
  DEFAULT_ACTIONS,
  type DiscreteActionSpace,
  MAX_ACTIONS,
  MAX_SPEED,
  MAX_STEERING_DEG,
  MIN_SPEED,
} from '../../car/actions.ts';
import { ActionFan } from '../../ui/action-fan.tsx';
import { Fold, NumberField, Select } from '../../ui/fields.tsx';
import { change, type Setup, withRecipe } from './setup.ts';
import { TEXT } from './texts.ts';

const { actions: ACTIONS } = TEXT;
const PRESETS: Readonly<Record<keyof typeof ACTIONS.presets, DiscreteActionSpace>> = {
  classic: DEFAULT_ACTIONS,
  fast: actionGrid([-30, -15, 0, 15, 30], [1.5, 3]),
  gentle: actionGrid([-25, 0, 25], [1]),
  fine: actionGrid([-30, -20, -10, 0, 10, 20, 30], [1, 2, 3]),
};
type Preset = keyof typeof PRESETS;
const CUSTOM = '';

export function ActionsPanel({ setup, disabled }: { setup: Setup; disabled: boolean }) {
  const space = setup.recipe.actionSpace;
  const set = (actionSpace: ActionSpace) => change((setup) => withRecipe(setup, { actionSpace }));
  const preset = (Object.keys(PRESETS) as Preset[]).find((name) => JSON.stringify(PRESETS[name]) === JSON.stringify(space));
  const brief = space.kind === 'discrete' ? String(space.actions.length) : ACTIONS.continuous.toLowerCase();
  return (
    <Fold title={ACTIONS.title} brief={brief}>
      <Select
        label={ACTIONS.kind}
        value={space.kind}
        options={[
          ['discrete', ACTIONS.discrete],
          ['continuous', ACTIONS.continuous],
        ]}
        disabled={disabled || setup.from !== null}
        onChange={(kind) => set(kind === 'discrete' ? DEFAULT_ACTIONS : CONTINUOUS)}
      />
      <ActionFan space={space} />
      {space.kind === 'discrete' ? (
        <>
          <Select
            label={ACTIONS.preset}
            value={preset ?? CUSTOM}
            options={[
              ...(preset ? [] : ([[CUSTOM, TEXT.reward.custom]] as const)),
              ...(Object.keys(PRESETS) as Preset[]).map((name) => [name, ACTIONS.presets[name]] as const),
            ]}
            disabled={disabled}
            onChange={(name) => name !== CUSTOM && set(PRESETS[name as Preset])}
          />
          <ActionTable space={space} disabled={disabled} onChange={set} />
        </>
      ) : (
        <div class="ranges">
          {(['steeringDeg', 'speed'] as const).map((what) => {
            const [least, most] = what === 'speed' ? [MIN_SPEED, MAX_SPEED] : [-MAX_STEERING_DEG, MAX_STEERING_DEG];
            const label = what === 'speed' ? ACTIONS.speed : ACTIONS.steering;
            const unit = what === 'speed' ? 'm/s' : '°';
            return (['low', 'high'] as const).map((end) => (
              <NumberField
                key={`${what} ${end}`}
                label={`${label} ${end === 'low' ? ACTIONS.from : ACTIONS.to}`}
                unit={unit}
                value={space[what][end]}
                min={least}
                max={most}
                step="any"
                disabled={disabled}
                onChange={(value) => set({ ...space, [what]: { ...space[what], [end]: value } })}
              />
            ));
          })}
        </div>
      )}
    </Fold>
  );
}

const CONTINUOUS: ActionSpace = { kind: 'continuous', steeringDeg: { low: -30, high: 30 }, speed: { low: 1, high: 2 } };

interface TableProps {
  readonly space: DiscreteActionSpace;
  readonly disabled: boolean;
  readonly onChange: (space: DiscreteActionSpace) => void;
}

function ActionTable({ space, disabled, onChange }: TableProps) {
  const { actions } = space;
  const set = (k: number, next: Partial<(typeof actions)[number]>) =>
    onChange({ ...space, actions: actions.map((action, i) => (i === k ? { ...action, ...next } : action)) });
  return (
    <>
      <table class="action-table">
        <thead>
          <tr>
            <th>#</th>
            <th>{ACTIONS.steering} °</th>
            <th>{ACTIONS.speed} m/s</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {actions.map(({ steeringDeg, speed }, k) => (
            <tr key={k}>
              <td class="number quiet">{k}</td>
              <td>
                <Cell
                  label={`${ACTIONS.steering} ${k}`}
                  value={steeringDeg}
                  min={-MAX_STEERING_DEG}
                  max={MAX_STEERING_DEG}
                  disabled={disabled}
                  onChange={(value) => set(k, { steeringDeg: value })}
                />
              </td>
              <td>
                <Cell
                  label={`${ACTIONS.speed} ${k}`}
                  value={speed}
                  min={MIN_SPEED}
                  max={MAX_SPEED}
                  disabled={disabled}
                  onChange={(value) => set(k, { speed: value })}
                />
              </td>
              <td>
                <button
                  type="button"
                  class="small"
                  aria-label={`${ACTIONS.remove} ${k}`}
                  disabled={disabled || actions.length <= 2}
                  onClick={() => onChange({ ...space, actions: actions.filter((_, i) => i !== k) })}
                >
                  ×
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        disabled={disabled || actions.length >= MAX_ACTIONS}
        onClick={() => onChange({ ...space, actions: [...actions, { steeringDeg: 0, speed: 1 }] })}
      >
        {ACTIONS.add}
      </button>
    </>
  );
}

interface CellProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

function Cell({ label, value, min, max, disabled, onChange }: CellProps) {
  return (
    <input
      class="number"
      type="number"
      step="any"
      aria-label={label}
      value={value}
      min={min}
      max={max}
      disabled={disabled}
      onChange={(event) => {
        const next = event.currentTarget.valueAsNumber;
        if (next >= min && next <= max) onChange(next);
        else event.currentTarget.value = String(value);
      }}
    />
  );
}
