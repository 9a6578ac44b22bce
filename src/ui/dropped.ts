/** Files that were dropped anywhere on the pages, on their way to the room that takes them. */
import { signal } from '@preact/signals';
import { unzipSync } from 'fflate';
import { useEffect } from 'preact/hooks';
import type { RoomName } from './rooms.ts';
import type { GivenUpload } from './uploads.ts';

interface Dropped {
  readonly room: RoomName;
  readonly uploads: readonly GivenUpload[];
  /** of the file or folder */
  readonly name: string;
}

const dropped = signal<Dropped | null>(null);

/** Opens the room for what was dropped, and hands it over there. */
export async function routeDrop(uploads: readonly GivenUpload[], name: string): Promise<void> {
  if (uploads.length === 0) return;
  handOver(await roomFor(uploads), uploads, name);
}

/** Opens a room with files for it. */
export function handOver(room: RoomName, uploads: readonly GivenUpload[], name: string): void {
  dropped.value = { room, uploads, name };
  if (location.hash !== `#/${room}`) location.hash = `#/${room}`;
}

/** Takes what was dropped for a room, now and while the room is open. */
export function useDropped(room: RoomName, take: (uploads: readonly GivenUpload[], name: string) => void): void {
  const waiting = dropped.value;
  useEffect(() => {
    if (waiting?.room !== room) return;
    dropped.value = null;
    take(waiting.uploads, waiting.name);
  }, [waiting]);
}

const PEEK_BYTES = 1 << 16;

/** By names, and by the beginnings of files whose name tells too little. */
export async function roomFor(uploads: readonly GivenUpload[]): Promise<RoomName> {
  const names = uploads.map(({ path }) => path.toLowerCase());
  const all = (pattern: RegExp) => names.every((name) => pattern.test(name));
  const some = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (all(/\.(py|ts|js)$/)) return 'train';
  if (some(/\.(csv|log)(\.gz)?$/) || some(/metrics\.jsonl$/)) return 'analysis';
  if (uploads.length === 1) {
    const [{ file }] = uploads;
    if (names[0].endsWith('.npy')) return 'train';
    if (names[0].endsWith('.json')) {
      const beginning = await file.slice(0, PEEK_BYTES).text();
      if (/"actions"\s*:\s*\[\s*\[/.test(beginning) || /"simVersion"\s*:/.test(beginning)) return 'replay';
      if (/"centre"\s*:/.test(beginning)) return 'train';
    }
    if (names[0].endsWith('.zip')) return roomForZip(await namesInZip(file));
  }
  return 'bring';
}

function roomForZip(names: readonly string[]): RoomName {
  if (names.includes('agent.json') && names.includes('weights.bin')) return 'garage';
  if (names.some((name) => /simtrace.*\.csv$|-iteration\.csv$/.test(name)) && !names.some((name) => /\.pb$|\.ckpt/.test(name)))
    return 'analysis';
  return 'bring';
}

/** Empty for what is no zip. Nothing is unpacked. */
async function namesInZip(file: File): Promise<string[]> {
  const names: string[] = [];
  try {
    unzipSync(new Uint8Array(await file.arrayBuffer()), {
      filter({ name }) {
        names.push(name);
        return false;
      },
    });
  } catch {
    return [];
  }
  return names;
}
