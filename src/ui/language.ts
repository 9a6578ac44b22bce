/** The browser's language. Some name one that no standard knows (`C`, in WebKitGTK without a locale). */

const FALLBACK = 'en';

/** Replaces a language that formatters would refuse: libraries hand `navigator.language` to them as it is. */
export function ensureLanguage(): void {
  try {
    Intl.getCanonicalLocales(navigator.language);
    new Intl.NumberFormat(navigator.language);
  } catch {
    for (const [name, value] of [
      ['language', FALLBACK],
      ['languages', [FALLBACK]],
    ]) {
      Object.defineProperty(navigator, name as string, { value, configurable: true });
    }
  }
}

/** Date and time as people here write them. @param milliseconds since 1970 */
export function dateTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(navigator.language, { dateStyle: 'medium', timeStyle: 'short' });
}
