import { expect, it } from 'vitest';
import { SIM_VERSION } from '../../src/math/versions.ts';
import { ownTrackText } from '../support/courses.ts';
import { GOLDEN, GOLDEN_COURSES, goldenDrive } from '../support/golden.ts';

it('3,000 decisions on three courses, both ways, end in the golden state and showed the golden frames', () => {
  expect({ simVersion: SIM_VERSION, ...goldenDrive(GOLDEN_COURSES.map(ownTrackText)) }).toEqual(GOLDEN);
});
