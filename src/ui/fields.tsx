/** Labelled inputs. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** value and what it is called */
  readonly options: readonly (readonly [value: Value, label: string])[];
  /** more options, below those, each group under its name */
  readonly groups?: readonly {
    readonly label: string;
    readonly options: readonly (readonly [value: Value, label: string])[];
  }[];
  readonly disabled?: boolean;
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({ label, value, options, groups = [], disabled, onChange }: SelectProps<Value>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(optionOf)}
        {groups.map(({ label, options }) => (
          <optgroup key={label} label={label}>
            {options.map(optionOf)}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function optionOf([value, label]: readonly [value: string, label: string]) {
  return (
    <option key={value} value={value}>
      {label}
    </option>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number | 'any';
  readonly unit?: string;
  readonly help?: string;
  readonly disabled?: boolean;
  /** of numbers within the limits only */
  readonly onChange: (value: number) => void;
}

/** What is being typed stays as it is until the field is left, and counts when it is a number within the limits. */
export function NumberField({ label, value, min, max, step = 1, unit, help, disabled, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isNumber = (text: string) => {
    const number = Number(text);
    return text.trim() !== '' && number >= min && number <= max && (step !== 1 || Number.isInteger(number));
  };
  // Another value has come from elsewhere meanwhile: that is what holds.
  const isOutdated = typed !== null && isNumber(typed) && Number(typed) !== value;
  const text = typed === null || isOutdated ? String(value) : typed;
  const isFit = isNumber(text);
  return (
    <label class="field" title={help}>
      <span>
        {label} {unit && <small class="quiet">{unit}</small>}
      </span>
      <input
        class="number"
        inputMode="decimal"
        value={text}
        disabled={disabled}
        aria-invalid={!isFit}
        onInput={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          if (isNumber(next)) onChange(Number(next));
        }}
        onBlur={() => setTyped(null)}
      />
      {!isFit && (
        <small role="alert">
          {min} to {max}
        </small>
      )}
    </label>
  );
}

/** A part of a panel that folds. */
export function Fold({
  title,
  brief,
  open,
  children,
}: {
  title: string;
  brief?: string;
  open?: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="fold" open={open}>
      <summary>
        {title} {brief && <span class="quiet">{brief}</span>}
      </summary>
      <div class="fold-inside">{children}</div>
    </details>
  );
}
