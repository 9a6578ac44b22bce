/** The distribution that goes with an action space. */
import type { ActionSpace } from '../car/actions.ts';
import { categorical } from './categorical.ts';
import type { Distribution } from './distribution.ts';
import { gaussian } from './gaussian.ts';

export function distributionOf(space: ActionSpace): Distribution {
  return space.kind === 'discrete' ? categorical(space) : gaussian(space);
}
