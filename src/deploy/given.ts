/**
 * Given files: a file, a folder, or an archive of files. Nothing is unpacked before it is asked for, and
 * nothing beyond limits. Paths are names here and never lead to a file of this machine.
 */
import { unpackTar } from 'modern-tar';
import { messageOf, UserError } from '../math/error.ts';
import { type Packing, WEB_PACKING } from './packing.ts';
import { zipEntries } from './zip.ts';

export interface GivenFile {
  /** with `/` between folders */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** @throws UserError when it cannot be read */
  read(): Promise<Uint8Array>;
}

export interface Given {
  /** as people call it: in messages */
  readonly name: string;
  readonly files: readonly GivenFile[];
}

const MEBIBYTE = 1 << 20;
const MAX_FILE = 256 * MEBIBYTE;
/** Of a whole archive: the console's folders have four models of 23 MB, twice. */
const MAX_ARCHIVE = 1024 * MEBIBYTE;
const MAX_FILES = 20_000;
/** Weights hardly shrink; what shrinks more than this is a bomb. Small archives may, within a few megabytes. */
const MAX_RATIO = 20;
const MAX_SMALL = 8 * MEBIBYTE;
const FIX = 'take the file as it came from DeepRacer';

/** @throws UserError for archives that are damaged, too large, or hold names that lead elsewhere */
export async function openGiven(name: string, bytes: Uint8Array, packing: Packing = WEB_PACKING): Promise<Given> {
  if (bytes.length > MAX_ARCHIVE) throw new UserError(name, 'size', 'is over 1 GiB', FIX);
  if (startsWith(bytes, [0x50, 0x4b])) return openZip(name, bytes);
  if (startsWith(bytes, [0x1f, 0x8b])) {
    const inside = await unpacked(name, bytes, packing);
    return isTar(inside) ? openTar(name, inside) : soleFile(name.replace(/\.gz$/i, ''), inside);
  }
  return isTar(bytes) ? openTar(name, bytes) : soleFile(name, bytes);
}

/** Whether a file of this name may hold others. */
export function isArchive(path: string): boolean {
  return /\.(zip|tar|tgz|gz)$/i.test(path);
}

function soleFile(name: string, bytes: Uint8Array): Given {
  return { name, files: [{ path: name, size: bytes.length, read: async () => bytes }] };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** By the magic at byte 257 (POSIX and GNU alike). */
function isTar(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar';
}

/** Windows' own zips have the other slash. */
function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** What a Mac puts beside every file. */
function isClutter(path: string): boolean {
  return /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(slashed(path));
}

/** @throws UserError for names that lead out of the archive */
function checkedPath(path: string, archive: string): string {
  const clean = slashed(path).replace(/^(\.\/)+/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/^\/|^[a-z]:|[\u0000-\u001f]/i.test(clean) || clean.split('/').includes('..') || clean.length > 1024) {
    throw new UserError(archive, `"${path}"`, 'is a name that leads elsewhere', FIX);
  }
  return clean;
}

function checkFiles(files: readonly GivenFile[], packed: number, archive: string): void {
  if (files.length > MAX_FILES) throw new UserError(archive, 'its content', `is over ${MAX_FILES} files`, FIX);
  const paths = new Set<string>();
  for (const { path, size } of files) {
    // It is ambiguous which of the two is meant.
    if (paths.has(path)) throw new UserError(archive, path, 'is in it twice', FIX);
    paths.add(path);
    if (size > MAX_FILE) throw new UserError(archive, path, 'is over 256 MiB', FIX);
  }
  checkRatio(
    files.reduce((sum, { size }) => sum + size, 0),
    packed,
    archive,
  );
}

/** The most that may come out of so many bytes. */
function mostOf(packed: number): number {
  return Math.min(MAX_ARCHIVE, Math.max(MAX_SMALL, MAX_RATIO * packed));
}

function checkRatio(size: number, packed: number, archive: string): void {
  if (size > mostOf(packed)) throw new UserError(archive, 'its content', 'is far larger than it', FIX);
}

function damaged(name: string, kind: 'zip' | 'tar', error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(name, 'the file', `is no whole ${kind} (${messageOf(error)})`, FIX);
}

function openZip(name: string, bytes: Uint8Array): Given {
  const files: GivenFile[] = [];
  try {
    for (const { name: path, size, packed, read } of zipEntries(bytes, MAX_FILES)) {
      if (path.endsWith('/') || path.endsWith('\\') || isClutter(path)) continue;
      checkRatio(size, packed, name);
      const open = async () => {
        try {
          return read();
        } catch (error) {
          throw damaged(name, 'zip', error);
        }
      };
      files.push({ path: checkedPath(path, name), size, read: open });
    }
  } catch (error) {
    throw damaged(name, 'zip', error);
  }
  checkFiles(files, bytes.length, name);
  return { name, files };
}

async function openTar(name: string, bytes: Uint8Array): Promise<Given> {
  const read = async (wanted: string): Promise<Uint8Array> => {
    try {
      let isFound = false;
      const [entry] = await unpackTar(bytes, {
        filter: ({ name: path, type }) => {
          if (isFound || path !== wanted || type !== 'file') return false;
          isFound = true;
          return true;
        },
      });
      return entry.data ?? new Uint8Array();
    } catch (error) {
      throw damaged(name, 'tar', error);
    }
  };
  const files: GivenFile[] = [];
  try {
    await unpackTar(bytes, {
      filter: ({ name: path, size, type }) => {
        // Links and devices are nothing to read.
        if (type !== 'file' || isClutter(path)) return false;
        if (files.length > MAX_FILES) throw new UserError(name, 'its content', `is over ${MAX_FILES} files`, FIX);
        files.push({ path: checkedPath(path, name), size, read: () => read(path) });
        return false;
      },
    });
  } catch (error) {
    throw damaged(name, 'tar', error);
  }
  checkFiles(files, bytes.length, name);
  return { name, files };
}

/** @throws UserError for a damaged file, and as soon as it grows beyond measure */
async function unpacked(name: string, bytes: Uint8Array, packing: Packing): Promise<Uint8Array> {
  try {
    return await packing.gunzip(bytes, mostOf(bytes.length));
  } catch (error) {
    throw new UserError(name, 'the file', `is no whole gzip (${messageOf(error)})`, FIX);
  }
}
