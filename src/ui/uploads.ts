/** Files that people give a page: single ones, archives, whole folders. */
import { type Given, openGiven } from '../deploy/given.ts';

export interface GivenUpload {
  readonly path: string;
  readonly file: File;
}

const MAX_FILES = 20_000;

/** One file may be an archive; several are a folder. */
export async function givenOf(uploads: readonly GivenUpload[], name: string): Promise<Given> {
  const [first] = uploads;
  if (uploads.length === 1) return openGiven(first.file.name, new Uint8Array(await first.file.arrayBuffer()));
  const files = uploads.map(({ path, file }) => ({
    path,
    size: file.size,
    read: async () => new Uint8Array(await file.arrayBuffer()),
  }));
  return { name, files };
}

/** What was dropped. Call it while the event is handled: only then do the items say what they are. */
export function dropped(transfer: DataTransfer | null): { readonly name: string; find(): Promise<GivenUpload[]> } {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length > 0) return { name: entries[0].name, find: () => filesIn(entries) };
  const uploads = items.flatMap((item) => item.getAsFile() ?? []).map((file) => ({ path: file.name, file }));
  return { name: uploads[0]?.path ?? '', find: async () => uploads };
}

/** All files of what was dropped, folders and all. */
async function filesIn(entries: readonly FileSystemEntry[]): Promise<GivenUpload[]> {
  const found: GivenUpload[] = [];
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    if (found.length >= MAX_FILES) return;
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
      found.push({ path: entry.fullPath.replace(/^\//, ''), file });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    // A reader gives a hundred or so at a time.
    for (;;) {
      const more = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (more.length === 0) break;
      for (const each of more) await visit(each);
    }
  };
  for (const entry of entries) await visit(entry);
  return found;
}
