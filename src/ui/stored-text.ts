/** Small texts that the browser remembers between visits, where it remembers anything. */

/** @returns null where nothing is stored under the key, or nothing can be */
export function storedText(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Does nothing where the browser stores nothing. */
export function storeText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // It stays for as long as the page is open.
  }
}
