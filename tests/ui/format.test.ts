import { afterEach, describe, expect, it, vi } from 'vitest';
import { DISTURBANCES } from '../../src/lap/robust.ts';
import { thumbnailSvg } from '../../src/track/picture.ts';
import { DISTURBANCE_TEXTS } from '../../src/ui/disturbances.ts';
import { lapTime, thousands } from '../../src/ui/format.ts';
import { dateTime, ensureLanguage } from '../../src/ui/language.ts';
import { thumbnailUrl } from '../../src/ui/thumbnail.ts';
import { viridis, viridisCss } from '../../src/ui/viridis.ts';
import { fc } from '../support/fast-check.ts';
import { bundledTrack } from '../support/tracks.ts';

describe('a lap time', () => {
  it('says the time to the millisecond, in minutes and seconds below 60', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 36_000, noNaN: true }), (seconds) => {
        const [, minutes, rest] = /^(\d+):(\d\d\.\d{3})$/.exec(lapTime(seconds)) ?? [];
        expect(Number(rest)).toBeLessThan(60);
        expect(Math.abs(60 * Number(minutes) + Number(rest) - seconds)).toBeLessThan(0.000501);
      }),
    );
  });

  it('carries what rounds up to a whole minute', () => {
    expect([0, 7.198, 59.9994, 59.9996, 119.9999].map(lapTime)).toEqual([
      '0:00.000',
      '0:07.198',
      '0:59.999',
      '1:00.000',
      '2:00.000',
    ]);
  });
});

it('thousands are the rounded number, with a comma before every third digit', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
      const text = thousands(value);
      expect(text).toMatch(/^-?\d{1,3}(,\d{3})*$/);
      expect(Number(text.replaceAll(',', ''))).toBeCloseTo(Math.round(value), 6);
    }),
  );
});

describe('viridis', () => {
  /** Relative luminance of a colour (WCAG 2). */
  const luminance = (colour: readonly number[]) => {
    const [r, g, b] = colour.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  it('gets brighter from the least to the greatest, in small steps', () => {
    for (let k = 1; k <= 200; k++) {
      const [before, next] = [viridis((k - 1) / 200), viridis(k / 200)];
      expect(luminance(next)).toBeGreaterThanOrEqual(luminance(before));
      for (let channel = 0; channel < 3; channel++) expect(Math.abs(next[channel] - before[channel])).toBeLessThan(8);
    }
    expect([viridis(0), viridis(1)]).toEqual([
      [0x44, 0x01, 0x54],
      [0xfd, 0xe7, 0x25],
    ]);
  });

  it('has a colour for every number, and says it in CSS', () => {
    fc.assert(
      fc.property(fc.double(), (part) => {
        const colour = viridis(part);
        for (const channel of colour) expect(Number.isInteger(channel) && channel >= 0 && channel <= 255).toBe(true);
        expect(viridis(part)).toEqual(viridis(Math.min(1, Math.max(0, part || 0))));
        expect(viridisCss(part)).toBe(`rgb(${colour.join(', ')})`);
      }),
    );
  });
});

it('a thumbnail’s address is its picture', () => {
  const track = bundledTrack('harbour');
  const [type, data] = thumbnailUrl(track).split(',');
  expect(type).toBe('data:image/svg+xml');
  // Nothing in it would end an attribute or an address of CSS.
  expect(data).not.toMatch(/["<>#\s]/);
  expect(decodeURIComponent(data)).toBe(thumbnailSvg(track));
});

it('every disturbance has a text of its own', () => {
  const texts = DISTURBANCES.map((each) => DISTURBANCE_TEXTS[each]);
  expect(texts.every((text) => text.length > 0)).toBe(true);
  expect(new Set(texts).size).toBe(DISTURBANCES.length);
});

describe('the browser’s language', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each(['de', 'en-GB', 'zh-Hant-TW'])('%s stays', (language) => {
    vi.stubGlobal('navigator', { language, languages: [language, 'en'] });
    ensureLanguage();
    expect(navigator).toMatchObject({ language, languages: [language, 'en'] });
    expect(dateTime(0)).toBe(new Date(0).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' }));
  });

  it.each(['C', '', 'en_US', '@'])('"%s", which no formatter takes, is English', (language) => {
    vi.stubGlobal('navigator', { language, languages: [language] });
    expect(() => new Intl.NumberFormat(language)).toThrow(RangeError);
    ensureLanguage();
    expect(navigator).toMatchObject({ language: 'en', languages: ['en'] });
    expect(dateTime(0)).toContain('1970');
  });
});
