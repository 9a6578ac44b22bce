/**
 * Reads zips that strangers made (PKWARE's APPNOTE 6.3, sections 4.3 to 4.5): every name once, every file as large as the
 * directory says, and nothing unpacked before it is asked for. fflate, which inflates here, checks none of that: of two
 * files with one name it keeps the last, after unpacking both.
 */
import { Inflate } from 'fflate';
import { joinBytes } from '../math/join-bytes.ts';

interface ZipEntry {
  readonly name: string;
  /** bytes, unpacked and packed */
  readonly size: number;
  readonly packed: number;
  /** @throws RangeError when it is not of that size */
  read(): Uint8Array;
}

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 0xffff;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF8 = 1 << 11;
/** Of what is packed, at once: it makes a thousand times as much at most. */
const STEP = 1 << 12;

/** The directory. @throws RangeError for what is no whole zip, has a name twice, or more than `most` entries */
export function zipEntries(bytes: Uint8Array, most: number): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > most) throw new RangeError(`it has over ${most} entries`);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  for (let i = 0, at = view.getUint32(end + 16, true); i < count; i++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new RangeError('its directory is damaged');
    const nameLength = view.getUint16(at + 28, true);
    const flags = view.getUint16(at + 8, true);
    const name = textOf(bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength), (flags & UTF8) !== 0);
    if (names.has(name)) throw new RangeError(`"${name}" is in it twice`);
    names.add(name);
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    const read = () => {
      if (flags & ENCRYPTED) throw new RangeError(`"${name}" is encrypted`);
      return unpacked(name, method, dataOf(bytes, view, local, packed), size);
    };
    entries.push({ name, size, packed, read });
    at += CENTRAL_BYTES + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The directory's end is the file's, but for a comment. */
function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) if (view.getUint32(at, true) === END) return at;
  throw new RangeError('it has no directory');
}

function textOf(bytes: Uint8Array, isUtf8: boolean): string {
  return new TextDecoder(isUtf8 ? 'utf-8' : 'latin1').decode(bytes);
}

function dataOf(bytes: Uint8Array, view: DataView, local: number, packed: number): Uint8Array {
  if (view.getUint32(local, true) !== LOCAL) throw new RangeError('its directory is damaged');
  const from = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > bytes.length) throw new RangeError('it is cut off');
  return bytes.subarray(from, from + packed);
}

function unpacked(name: string, method: number, data: Uint8Array, size: number): Uint8Array {
  const lies = () => new RangeError(`"${name}" is not as large as it says`);
  if (method === STORED) {
    if (data.length !== size) throw lies();
    return data.slice();
  }
  if (method !== DEFLATED) throw new RangeError(`"${name}" is packed in a way that is not known here`);
  // The size is believed only as a limit, not as a reason to take memory: a few bytes may claim gigabytes.
  const chunks: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((chunk) => {
    length += chunk.length;
    if (length > size) throw lies();
    chunks.push(chunk);
  });
  for (let at = 0; at < data.length; at += STEP) inflate.push(data.subarray(at, at + STEP), at + STEP >= data.length);
  if (length !== size) throw lies();
  return joinBytes(chunks);
}
