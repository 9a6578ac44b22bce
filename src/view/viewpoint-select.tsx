/** Where to look from. */

import { VIEWPOINTS, type Viewpoint } from './viewpoints.ts';

const TEXT = {
  viewpoint: 'Viewpoint',
  viewpoints: { chase: 'Chase', onboard: 'On board', overhead: 'From above', orbit: 'Around' } satisfies Record<
    Viewpoint,
    string
  >,
};

export function ViewpointSelect({ value, onChange }: { value: Viewpoint; onChange: (viewpoint: Viewpoint) => void }) {
  return (
    <select aria-label={TEXT.viewpoint} value={value} onChange={(event) => onChange(event.currentTarget.value as Viewpoint)}>
      {VIEWPOINTS.map((name) => (
        <option key={name} value={name}>
          {TEXT.viewpoints[name]}
        </option>
      ))}
    </select>
  );
}
