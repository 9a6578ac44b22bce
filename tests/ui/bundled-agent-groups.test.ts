import { expect, it } from 'vitest';
import { agentOptions, groupAgents } from '../../src/ui/bundled-agent-groups.ts';

it('puts general agents first, then each track with its medals, best first', () => {
  const names = ['slalom', 'zipper-gold', 'harbour-silver', 'allrounder', 'harbour-robust', 'harbour-bronze', 'harbour-gold'];
  expect(groupAgents(names)).toEqual({
    general: ['allrounder', 'slalom'],
    tracks: [
      {
        track: 'harbour',
        agents: [
          { id: 'harbour-gold', medal: 'gold' },
          { id: 'harbour-robust', medal: 'robust gold' },
          { id: 'harbour-silver', medal: 'silver' },
          { id: 'harbour-bronze', medal: 'bronze' },
        ],
      },
      { track: 'zipper', agents: [{ id: 'zipper-gold', medal: 'gold' }] },
    ],
  });
  expect(agentOptions(names)).toEqual([
    { label: 'any track (bundled)', names: ['allrounder', 'slalom'] },
    { label: 'harbour (bundled)', names: ['harbour-gold', 'harbour-robust', 'harbour-silver', 'harbour-bronze'] },
    { label: 'zipper (bundled)', names: ['zipper-gold'] },
  ]);
});
