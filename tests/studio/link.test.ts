import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { blankNetwork } from '../../src/learn/team.ts';
import { sha256Hex } from '../../src/math/sha256.ts';
import { rewardSource } from '../../src/reward/source.ts';
import { formatLink, MAX_LINK, parseLink } from '../../src/studio/link.ts';
import { type Plan, planFor, withCourse, withRecipe, withReward } from '../../src/studio/plan.ts';
import { generateTrack } from '../../src/track/generator.ts';
import { ownTrack } from '../support/courses.ts';

const BUILT_IN = rewardSource('progress-and-speed.py', 'def reward_function(params):\n    return 1.0\n');
const OWN = rewardSource('reward.ts', 'export function reward_function(params) {\n  return params.speed; // “schön” ✓\n}\n');
const plan = planFor(ownTrack('workshop'), { own: 'workshop' }, BUILT_IN, 'progress-and-speed');
const LIBRARY = {
  course: async (name: string) => ownTrack(name),
  reward: async () => BUILT_IN,
};
const back = (link: string) => parseLink(link, LIBRARY);
const MADE_UP = { seed: 7, difficulty: 0.6 };
const onMadeUp = await withCourse(plan, generateTrack(MADE_UP), { generated: MADE_UP });
const onOwn = await withCourse(plan, generateTrack({ seed: 3, difficulty: 0.2, length: 12 }), { file: 'mine' });

/** A link with a body of one's own, its checksum right. */
function linkOf(value: unknown, version = '1'): string {
  const body = Buffer.from(deflateSync(strToU8(typeof value === 'string' ? value : JSON.stringify(value)))).toString(
    'base64url',
  );
  return `${version}${body}${sha256Hex(strToU8(body)).slice(0, 8)}`;
}

describe('a recipe link', () => {
  it.each<[string, Plan]>([
    ['the plan a visitor finds', plan],
    ['code of one’s own', withReward(plan, OWN, null)],
    ['a course made up', onMadeUp],
    ['a course of one’s own', onOwn],
    ['a seed, a budget, a back end', { ...withRecipe(plan, { seed: 9, until: { steps: 50_000 } }), backend: 'webgl' }],
  ])('brings back %s', async (_, sent) => {
    const { track, source, ...rest } = await back(formatLink(sent));
    expect({ ...rest, hash: track.hash }).toEqual({
      recipe: sent.recipe,
      reward: sent.reward,
      template: sent.template,
      backend: sent.backend,
      from: null,
      hash: sent.track.hash,
    });
    expect(Object.keys(source)).toEqual(Object.keys(sent.source));
  });

  it('fits in a chat message with the default plan', () => {
    expect(formatLink(plan).length).toBeLessThan(1500);
  });

  it('is the same for the same plan', () => {
    expect(formatLink(plan)).toBe(formatLink(plan));
  });

  it('carries no weights', () => {
    const from = { name: 'champion', policy: { network: blankNetwork(plan.recipe), actionSpace: plan.recipe.actionSpace } };
    expect(() => formatLink({ ...plan, from })).toThrow('the plan: its beginning is champion; begin with blank weights');
  });

  it('is not made too long to be sent', () => {
    // Noise cannot be deflated.
    const noise = Array.from({ length: 800 }, (_, i) => sha256Hex(strToU8(`${i}`))).join('');
    const long = rewardSource('reward.py', `${BUILT_IN.text}# ${noise}\n`);
    expect(() => formatLink(withReward(plan, long, null))).toThrow('share the course and the reward as files');
  });

  const good = formatLink(plan);
  it.each([
    ['one letter changed', `${good.slice(0, 40)}${good[40] === 'A' ? 'B' : 'A'}${good.slice(41)}`, 'damaged or cut short'],
    ['its end missing', good.slice(0, -3), 'damaged or cut short'],
    ['nothing in it', '', 'is not known here'],
    ['a newer version', `2${good.slice(1)}`, 'open it with a newer Lapzero'],
    ['more than fits', `1${'A'.repeat(MAX_LINK)}`, 'is over 32000 characters'],
    ['something else in it', linkOf('{"recipe":1}'), 'the recipe link: '],
    ['no JSON in it', linkOf('hello'), 'the recipe link: '],
    ['megabytes of blanks in it', linkOf(' '.repeat(10 << 20)), 'cannot be unpacked'],
  ])('is refused with %s', async (_, link, message) => {
    await expect(back(link)).rejects.toThrow(message);
    await expect(back(link)).rejects.toHaveProperty('name', 'UserError');
  });

  it('is refused when its course is not what it was', async () => {
    const changed = await withCourse(plan, ownTrack('classic'), { own: 'workshop' });
    await expect(back(formatLink(changed))).rejects.toThrow('the course is not the one it was made with');
  });

  it('does not call code a reward of ours that is none', async () => {
    const { recipe, track, source, backend } = plan;
    const disguised: Plan = { recipe, track, source, reward: OWN, template: 'steady', backend, from: null };
    const opened = await back(formatLink(disguised));
    expect(opened.template).toBeNull();
    expect(opened.recipe.reward).toMatchObject({ file: 'reward.ts' });
  });

  it('does not call code by the name of one of ours', async () => {
    const named: Plan = { ...withReward(plan, OWN, null), template: 'steady' };
    expect((await back(formatLink(named))).template).toBeNull();
    // Compiled in by name, while the text beside it says something else.
    const builtIn: Plan = { ...plan, reward: OWN };
    const opened = await back(formatLink(builtIn));
    expect(opened.template).toBeNull();
    expect(opened.recipe.reward).toMatchObject({ file: 'reward.ts' });
  });
});
