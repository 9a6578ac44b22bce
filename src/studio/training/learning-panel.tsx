/** How it learns: seed, budget, network, back end, hyper-parameters. */
import { useEffect } from 'preact/hooks';
import { CAR_NAMES } from '../../car/spec.ts';
import { deepRacerSchema, fromDeepRacer } from '../../learn/deepracer.ts';
import { DEFAULT_HYPERPARAMETERS, type Hyperparameters } from '../../learn/hyperparameters.ts';
import type { Budget } from '../../learn/recipe.ts';
import type { BackendChoice } from '../../learn/team.browser.ts';
import { ARCHITECTURE_NAMES, ARCHITECTURES } from '../../policy/architecture.ts';
import { DocLink } from '../../ui/doc-link.tsx';
import { Fold, NumberField, Select } from '../../ui/fields.tsx';
import { thousands } from '../../ui/format.ts';
import { measured } from './backend-choice.ts';
import { useTraining } from './context.ts';
import { goalOf, withGoal } from './goal.ts';
import { savesSteps } from './saved-steps.ts';
import { change, type Setup, troubleOf, withRecipe } from './setup.ts';
import { TEXT } from './texts.ts';

const { learning: LEARNING } = TEXT;
type Named = keyof typeof LEARNING.hyperparameters;

/** What can be typed for each. */
const LIMITS: Readonly<Record<Named, readonly [min: number, max: number, step: 1 | 'any']>> = {
  learningRate: [1e-6, 1, 'any'],
  minibatchSize: [2, 65536, 1],
  epochs: [1, 100, 1],
  discount: [0, 1, 'any'],
  entropyCoefficient: [0, 1, 'any'],
  carsPerShard: [1, 1024, 1],
  rolloutSteps: [1, 4096, 1],
  gaeLambda: [0, 1, 'any'],
  clipRange: [0.01, 1, 'any'],
  valueCoefficient: [0, 100, 'any'],
  maxGradientNorm: [0.01, 1000, 'any'],
};
const MAX_SEED = 2 ** 32 - 1;
const DEEPRACER = fromDeepRacer(deepRacerSchema.parse({}));

type Kind = keyof typeof LEARNING.untils;
const AMOUNTS = { steps: 200_000, minutes: 5 } as const;

function kindOf(until: Budget): Kind {
  if (typeof until === 'string') return until;
  return 'minutes' in until ? 'minutes' : 'steps';
}

export function LearningPanel({ setup, disabled }: { setup: Setup; disabled: boolean }) {
  const { recipe } = setup;
  const { hyperparameters: h } = recipe;
  const set = (next: Partial<typeof recipe>) => change((setup) => withRecipe(setup, next));
  const kind = kindOf(recipe.until);
  const amount = typeof recipe.until === 'string' ? null : Object.values(recipe.until)[0];
  const setAmount = (kind: 'steps' | 'minutes', value: number) =>
    set({ until: kind === 'steps' ? { steps: value } : { minutes: value } });
  const trouble = troubleOf(setup);
  const isDeepRacer = JSON.stringify(h) === JSON.stringify(DEEPRACER);
  const setOne = (name: Named, value: number) => set({ hyperparameters: { ...h, [name]: value } as Hyperparameters });
  return (
    <Fold
      title={LEARNING.title}
      brief={
        setup.from ? `${LEARNING.from.toLowerCase()} ${setup.from.name}` : `${LEARNING.seed.toLowerCase()} ${recipe.seed}`
      }
    >
      <Select
        label={LEARNING.goal}
        value={goalOf(setup)}
        options={(['clean', 'gold'] as const).map((name) => [name, LEARNING.goals[name]])}
        disabled={disabled || setup.from !== null || recipe.objects.length > 0}
        onChange={(goal) => void withGoal(setup, goal).then((next) => change(() => next))}
      />
      <p class="quiet">
        {LEARNING.goalHelp} <DocLink page="train-well">{LEARNING.docs}</DocLink>
      </p>
      {setup.from && (
        <p class="row">
          {LEARNING.from} <b>{setup.from.name}</b>
          <button
            type="button"
            disabled={disabled}
            onClick={() => change((setup) => ({ ...withRecipe(setup, { from: null }), from: null }))}
          >
            {LEARNING.startBlank}
          </button>
        </p>
      )}
      <div class="row">
        <NumberField
          label={LEARNING.seed}
          help={LEARNING.seedHelp}
          value={recipe.seed}
          min={0}
          max={MAX_SEED}
          disabled={disabled}
          onChange={(seed) => set({ seed })}
        />
        <Select
          label={LEARNING.until}
          value={kind}
          options={(Object.keys(LEARNING.untils) as Kind[]).map((name) => [name, LEARNING.untils[name]])}
          disabled={disabled}
          onChange={(name) => (name === 'solved' || name === 'lap' ? set({ until: name }) : setAmount(name, AMOUNTS[name]))}
        />
      </div>
      {amount !== null && (kind === 'steps' || kind === 'minutes') && (
        <NumberField
          label={LEARNING.amount}
          value={amount}
          min={kind === 'steps' ? 1 : 0.1}
          max={kind === 'steps' ? 1e9 : 10_000}
          step={kind === 'steps' ? 1 : 'any'}
          disabled={disabled}
          onChange={(value) => setAmount(kind, value)}
        />
      )}
      <Select
        label={LEARNING.network}
        value={recipe.architecture}
        options={ARCHITECTURE_NAMES.map((name) => [name, LEARNING.networks[name]])}
        disabled={disabled || setup.from !== null}
        onChange={(architecture) => set({ architecture, evaluateEvery: ARCHITECTURES[architecture].separateValue ? 5 : 1 })}
      />
      <p class="quiet">{LEARNING.networkHelp}</p>
      <Select
        label={LEARNING.backend}
        value={setup.backend}
        options={(['auto', 'wasm', 'webgl'] as const).map((name) => [name, LEARNING.backends[name]])}
        disabled={disabled}
        onChange={(backend) => change((setup) => ({ ...setup, backend }))}
      />
      {setup.backend === 'auto' && <Measured setup={setup} />}
      <label class="check" title={LEARNING.savesStepsHelp}>
        <input
          type="checkbox"
          checked={savesSteps.value}
          disabled={disabled}
          onChange={(event) => {
            savesSteps.value = event.currentTarget.checked;
          }}
        />
        {LEARNING.savesSteps}
      </label>
      <Select
        label={LEARNING.preset}
        value={isDeepRacer ? 'deepracer' : 'lapzero'}
        options={(['lapzero', 'deepracer'] as const).map((name) => [name, LEARNING.presets[name]])}
        disabled={disabled}
        onChange={(name) => set({ hyperparameters: name === 'lapzero' ? DEFAULT_HYPERPARAMETERS : DEEPRACER })}
      />
      {trouble && <p role="alert">{trouble}</p>}
      <Select
        label={LEARNING.car}
        value={recipe.car}
        options={CAR_NAMES.map((name) => [name, LEARNING.cars[name]])}
        disabled={disabled}
        onChange={(car) => set({ car })}
      />
      <Select
        label={LEARNING.rate}
        value={String(recipe.controlHz)}
        options={(['15', '30'] as const).map((name) => [name, LEARNING.rates[name]])}
        disabled={disabled}
        onChange={(rate) => set({ controlHz: rate === '30' ? 30 : 15 })}
      />
      <Fold title={LEARNING.more}>
        {(Object.keys(LEARNING.hyperparameters) as Named[]).map((name) => {
          const [label, deepRacer, help] = LEARNING.hyperparameters[name];
          const [min, max, step] = LIMITS[name];
          const value = h[name];
          if (value === null) {
            return (
              <p key={name} class="quiet">
                {label}: {LEARNING.isOff}
              </p>
            );
          }
          return (
            <div key={name}>
              <NumberField
                label={label}
                unit={deepRacer}
                value={value}
                min={min}
                max={max}
                step={step}
                disabled={disabled}
                onChange={(next) => setOne(name, next)}
              />
              <p class="quiet">{help}</p>
            </div>
          );
        })}
      </Fold>
    </Fold>
  );
}

/** Measures when the network changes, so that Train need not. */
function Measured({ setup }: { setup: Setup }) {
  const training = useTraining();
  const { recipe } = setup;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      measured(recipe).then(
        (choice) => {
          if (isCurrent) training.expectBackend(choice);
        },
        () => {},
      );
    }, 300);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [recipe.architecture, recipe.actionSpace.kind, recipe.hyperparameters.minibatchSize]);
  const choice = training.backend.value;
  return (
    <p class="quiet">
      {choice ? whyOf(choice) : ''} <a href="#/speed">{LEARNING.speed}</a>
    </p>
  );
}

export function whyOf({ wasm, webgl, gpu, isSoftware }: BackendChoice): string {
  if (webgl !== null && wasm !== null) return TEXT.why.measured(gpu, thousands(webgl), thousands(wasm));
  if (isSoftware) return TEXT.why.software;
  return gpu ? TEXT.why.none(gpu) : TEXT.why.chosen;
}
