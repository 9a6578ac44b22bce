/** Adds a lap: of an agent of the Garage, of a bundled one, or from a file. */
import { BUNDLED_LAPS } from '../../store/library.browser.ts';
import { agentOptions } from '../../ui/bundled-agent-groups.ts';
import { useStoredAgents } from '../use-stored-agents.ts';
import { REPLAY } from './texts.ts';

const NONE = '';
const LAP_OPTIONS = agentOptions(BUNDLED_LAPS);

export interface LapChooserProps {
  /** @param id of an agent, bundled or in the Garage */
  readonly onAgent: (id: string) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

export function LapChooser({ onAgent, onFiles }: LapChooserProps) {
  /** of the Garage, with a recorded lap */
  const agents = useStoredAgents().value.filter(({ files }) => files['lap.json']);
  return (
    <div class="row">
      <select
        aria-label={REPLAY.add}
        value={NONE}
        onChange={(event) => {
          const id = event.currentTarget.value;
          event.currentTarget.value = NONE;
          if (id) onAgent(id);
        }}
      >
        <option value={NONE}>{REPLAY.add}</option>
        {agents.length > 0 && (
          <optgroup label={REPLAY.addYours}>
            {agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
          </optgroup>
        )}
        {LAP_OPTIONS.map(({ label, names }) => (
          <optgroup key={label} label={label}>
            {names.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <label class="button">
        {REPLAY.addFile}
        <input
          type="file"
          class="unseen"
          multiple
          accept=".json,.zip,.npy,.py,.ts,.js"
          onChange={(event) => {
            onFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </label>
    </div>
  );
}
