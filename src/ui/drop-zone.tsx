/** Where people drop files or folders, or choose them. */
import { useSignal } from '@preact/signals';
import { dropped, type GivenUpload } from './uploads.ts';
import './drop-zone.css';

export interface DropZoneProps {
  readonly text: { readonly drop: string; readonly file: string; readonly folder: string };
  /** @param find what was given, once it is looked at @param name of the file or folder */
  readonly onFiles: (find: () => Promise<readonly GivenUpload[]>, name: string) => void;
}

/** No attribute of the standard's, but of every browser's. */
const FOLDER = { webkitdirectory: true };

export function DropZone({ text, onFiles }: DropZoneProps) {
  const isOver = useSignal(false);
  const choose = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same again is a change, too.
    input.value = '';
    const uploads = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    onFiles(async () => uploads, uploads[0]?.path.split('/')[0] ?? '');
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it do the same from the keyboard
    <div
      class={isOver.value ? 'drop drop-zone is-over' : 'drop drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        isOver.value = false;
        const { name, find } = dropped(event.dataTransfer);
        onFiles(find, name);
      }}
    >
      <p>{text.drop}</p>
      <div class="row">
        <label class="button primary">
          {text.file}
          <input type="file" class="unseen" multiple onChange={(event) => choose(event.currentTarget)} />
        </label>
        <label class="button">
          {text.folder}
          <input type="file" class="unseen" {...FOLDER} onChange={(event) => choose(event.currentTarget)} />
        </label>
      </div>
    </div>
  );
}
