/** Labelled inputs. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** value and what it is called */
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly disabled?: boolean;
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({ label, value, options, disabled, onChange }: SelectProps<Value>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

export interface NumberFieldProps {
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

/** What is being typed stays as it is, and counts when it is a number within the limits. */
export function NumberField({ label, value, min, max, step = 1, unit, help, disabled, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => {
    setText((typed) => (Number(typed) === value ? typed : String(value)));
  }, [value]);
  const number = Number(text);
  const isFit = text.trim() !== '' && number >= min && number <= max && (step !== 1 || Number.isInteger(number));
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
          const typed = event.currentTarget.value;
          setText(typed);
          const next = Number(typed);
          if (typed.trim() !== '' && next >= min && next <= max && (step !== 1 || Number.isInteger(next))) onChange(next);
        }}
        onBlur={() => setText(String(value))}
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
