import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { blankNetwork } from '../../../src/learn/team.ts';
import { sha256Hex } from '../../../src/math/sha256.ts';
import { rewardSource } from '../../../src/reward/source.ts';
import { formatLink, MAX_LINK, parseLink } from '../../../src/studio/training/link.ts';
import { LINK_DICTIONARY } from '../../../src/studio/training/link-dictionary.ts';
import { type Setup, setupFor, withRecipe, withReward, withTrack } from '../../../src/studio/training/setup.ts';
import { generateTrack } from '../../../src/track/generator.ts';
import { bundledTrack } from '../../support/tracks.ts';

const BUILT_IN = rewardSource('progress-and-speed.py', 'def reward_function(params):\n    return 1.0\n');
const CUSTOM = rewardSource(
  'reward.ts',
  'export function reward_function(params) {\n  return params.speed; // “schön” ✓\n}\n',
);
const setup = setupFor(bundledTrack('workshop'), { own: 'workshop' }, BUILT_IN, 'progress-and-speed');
const LIBRARY = {
  track: async (name: string) => bundledTrack(name),
  reward: async () => BUILT_IN,
};
const back = (link: string) => parseLink(link, LIBRARY);
const GENERATED = { seed: 7, difficulty: 0.6 };
const onGenerated = await withTrack(setup, generateTrack(GENERATED), { generated: GENERATED });
const NEW_GENERATED = { seed: 7, difficulty: 0.6, generator: 2 } as const;
const onNewGenerated = await withTrack(setup, generateTrack(NEW_GENERATED), { generated: NEW_GENERATED });
const onCustom = await withTrack(setup, generateTrack({ seed: 3, difficulty: 0.2, length: 12 }), { file: 'mine' });

/** A link with any body, its checksum right. */
function linkOf(value: unknown, version = '2'): string {
  const text = strToU8(typeof value === 'string' ? value : JSON.stringify(value));
  const dictionary = version === '2' ? { dictionary: LINK_DICTIONARY } : {};
  const body = Buffer.from(deflateSync(text, dictionary)).toString('base64url');
  return `${version}${body}${sha256Hex(strToU8(body)).slice(0, 8)}`;
}

/** As links of version 1 said it: everything. */
function firstLinkOf({ recipe, source, reward, template, backend }: Setup): string {
  const { file, text } = reward;
  return linkOf({ recipe, course: source, reward: { file, text }, template, backend }, '1');
}

/** A reward function of 30 lines, as people write them. */
const THIRTY_LINES = `import math

def reward_function(params):
    # Read input parameters
    waypoints = params['waypoints']
    closest_waypoints = params['closest_waypoints']
    heading = params['heading']
    speed = params['speed']
    distance = params['distance_from_center'] / params['track_width']

    # Look a little ahead: the middle of the next five waypoints
    count = len(waypoints)
    ahead = [waypoints[(closest_waypoints[1] + k) % count] for k in range(5)]
    mid_x = sum(p[0] for p in ahead) / 5
    mid_y = sum(p[1] for p in ahead) / 5
    wanted = math.degrees(math.atan2(mid_y - params['y'], mid_x - params['x']))
    error = abs(wanted - heading)
    if error > 180:
        error = 360 - error

    if params['is_offtrack'] or params['is_reversed']:
        return 1e-3

    reward = max(0.0, 1.0 - error / 45.0)
    reward *= 1.0 - distance ** 2
    if error < 8 and speed > 1.5:
        reward += 0.7 * speed
    if abs(params['steering_angle']) > 20:
        reward *= 0.85
    return float(max(reward, 1e-3))
`;

describe('a recipe link', () => {
  it.each<[string, Setup]>([
    ['the setup a visitor finds', setup],
    ['custom code', withReward(setup, CUSTOM, null)],
    ['a generated track', onGenerated],
    ['a track of the newer generator', onNewGenerated],
    [
      'many generated tracks',
      withRecipe(setup, { generated: { count: 9, seed: 1, minDifficulty: 0, maxDifficulty: 1, generator: 2 } }),
    ],
    ['a guide', withRecipe(setup, { guide: { weight: 1, share: 0.5 } })],
    ['a custom track', onCustom],
    ['a seed, a budget, a back end', { ...withRecipe(setup, { seed: 9, until: { steps: 50_000 } }), backend: 'webgl' }],
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

  it.each([
    ['the default setup', setup, 160],
    ['30 lines on a bundled track', withReward(setup, rewardSource('reward.py', THIRTY_LINES), null), 1100],
    ['30 lines on a generated track', withReward(onGenerated, rewardSource('reward.py', THIRTY_LINES), null), 1100],
  ])('of %s is short', (_, sent, most) => {
    expect(THIRTY_LINES.trim().split('\n').length).toBe(30);
    expect(formatLink(sent).length).toBeLessThanOrEqual(most);
  });

  it('says which generator made its track, and only then is of version 3', async () => {
    expect(formatLink(onGenerated)[0]).toBe('2');
    expect((await back(formatLink(onGenerated))).source).toEqual({ generated: GENERATED });
    expect(formatLink(onNewGenerated)[0]).toBe('3');
    expect((await back(formatLink(onNewGenerated))).source).toEqual({ generated: NEW_GENERATED });
  });

  it('of version 1 is still read', async () => {
    const sent = { ...withReward(onGenerated, CUSTOM, null), backend: 'wasm' as const };
    const { recipe, reward, template, backend, source } = await back(firstLinkOf(sent));
    expect({ recipe, reward, template, backend, source }).toEqual({
      recipe: sent.recipe,
      reward: sent.reward,
      template: null,
      backend: 'wasm',
      source: sent.source,
    });
  });

  it('unpacks with a dictionary that never changes', () => {
    expect(sha256Hex(LINK_DICTIONARY)).toBe('6d317fa2fba900295d87e67670dfd3ddd002e071ff80bf86995dd23343df01a2');
  });

  it('is the same for the same setup', () => {
    expect(formatLink(setup)).toBe(formatLink(setup));
  });

  it('carries no weights', () => {
    const from = { name: 'champion', policy: { network: blankNetwork(setup.recipe), actionSpace: setup.recipe.actionSpace } };
    expect(() => formatLink({ ...setup, from })).toThrow(
      'the setup: its weights are those of champion; start from blank weights',
    );
  });

  it('is not made too long to be sent', () => {
    // Noise cannot be deflated.
    const noise = Array.from({ length: 800 }, (_, i) => sha256Hex(strToU8(`${i}`))).join('');
    const long = rewardSource('reward.py', `${BUILT_IN.text}# ${noise}\n`);
    expect(() => formatLink(withReward(setup, long, null))).toThrow('share the track and the reward as files');
  });

  const good = formatLink(setup);
  it.each([
    ['one letter changed', `${good.slice(0, 40)}${good[40] === 'A' ? 'B' : 'A'}${good.slice(41)}`, 'damaged or cut short'],
    ['its end missing', good.slice(0, -3), 'damaged or cut short'],
    ['nothing in it', '', 'is not known here'],
    ['a newer version', `4${good.slice(1)}`, 'open it with a newer Lapzero'],
    ['more than fits', `2${'A'.repeat(MAX_LINK)}`, 'is over 32000 characters'],
    ['something else in it', linkOf('{"recipe":1}'), 'the recipe link: '],
    ['no JSON in it', linkOf('hello'), 'the recipe link: '],
    ['megabytes of blanks in it', linkOf(' '.repeat(10 << 20)), 'cannot be unpacked'],
  ])('is refused with %s', async (_, link, message) => {
    await expect(back(link)).rejects.toThrow(message);
    await expect(back(link)).rejects.toHaveProperty('name', 'UserError');
  });

  it('is refused when its track is not what it was', async () => {
    const changed = await withTrack(setup, bundledTrack('classic'), { own: 'workshop' });
    await expect(back(formatLink(changed))).rejects.toThrow('the track is not the one it was made with');
    await expect(back(firstLinkOf(changed))).rejects.toThrow('the track is not the one it was made with');
  });

  it('is refused when its reward function is not what it was', async () => {
    const other = rewardSource('stay-inside.py', 'def reward_function(params):\n    return 2.0\n');
    await expect(back(formatLink(withReward(setup, other, 'stay-inside')))).rejects.toThrow('has changed since it was made');
  });

  it('does not call code a bundled reward that is none', async () => {
    const { recipe, track, source, backend } = setup;
    const disguised: Setup = { recipe, track, source, reward: CUSTOM, template: 'steady', backend, from: null };
    const opened = await back(firstLinkOf(disguised));
    expect(opened.template).toBeNull();
    expect(opened.recipe.reward).toMatchObject({ file: 'reward.ts' });
    // Version 2 has a name or a text, never both: what is named is the library's own.
    const named = await back(formatLink(disguised));
    expect(named.reward.text).toBe(BUILT_IN.text);
    expect(named.recipe.reward).toBe('steady');
    const { hash } = track;
    const both = {
      track: { bundled: 'workshop', hash: hash.slice(0, 12) },
      reward: { template: 'steady', file: 'a.py', text: 'x' },
    };
    await expect(back(linkOf(both))).rejects.toThrow('the recipe link');
  });

  it('does not call code by the name of a bundled reward', async () => {
    const named: Setup = { ...withReward(setup, CUSTOM, null), template: 'steady' };
    expect((await back(firstLinkOf(named))).template).toBeNull();
    // Compiled in by name, while the text beside it says something else.
    const builtIn: Setup = { ...setup, reward: CUSTOM };
    const opened = await back(firstLinkOf(builtIn));
    expect(opened.template).toBeNull();
    expect(opened.recipe.reward).toMatchObject({ file: 'reward.ts' });
  });
});
