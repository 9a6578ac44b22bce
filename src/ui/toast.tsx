/** A short message at the bottom of the page, with at most one thing to do about it. */
import { signal } from '@preact/signals';
import './toast.css';

interface Toast {
  readonly text: string;
  readonly kind?: 'plain' | 'warning';
  readonly action?: { readonly label: string; readonly run: () => void };
  /** text that could not be copied: shown, to be copied by hand */
  readonly copy?: string;
}

const MILLISECONDS = 8000;

const shown = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows it instead of the one before. One with something to copy stays until it is closed. */
export function toast(next: Toast): void {
  clearTimeout(timer);
  shown.value = next;
  if (!next.copy) timer = setTimeout(closeToast, MILLISECONDS);
}

function closeToast(): void {
  clearTimeout(timer);
  shown.value = null;
}

export function ToastPlace() {
  const current = shown.value;
  return (
    <div class="toasts" aria-live="polite">
      {current && (
        <div class={current.kind === 'warning' ? 'toast card warns' : 'toast card'} role="status">
          <p>{current.text}</p>
          {current.copy && (
            <textarea
              class="number"
              readOnly
              rows={3}
              value={current.copy}
              onFocus={(event) => event.currentTarget.select()}
            />
          )}
          <div class="row">
            {current.action && (
              <button
                type="button"
                onClick={() => {
                  closeToast();
                  current.action?.run();
                }}
              >
                {current.action.label}
              </button>
            )}
            <button type="button" aria-label="Close this message" onClick={closeToast}>
              ×
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
