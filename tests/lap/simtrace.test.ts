import { describe, expect, it } from 'vitest';
import { formatCsvLine, formatLogLine, type LoggedStep, TRACE_CSV_HEADER } from '../../src/lap/logged-step.ts';
import { readTrace, traceReader } from '../../src/lap/simtrace.ts';
import { COLUMNS, episodesOf, STATUSES, summarise } from '../../src/lap/trace.ts';
import { hasSharedData, sharedNames, sharedText } from '../support/shared-data.ts';

const line = 'SIM_TRACE_LOG:3,2,1.5,2.5,90.0,-15.00,1.00,[-15 1.0],0.5,False,True,1.2,4,17.7,10.066,in_progress,0.00';

describe('a log', () => {
  it('is read among other lines', () => {
    const { count, columns } = readTrace(`noise\nI 12:00 ${line}\nmore`, 'x.log');
    expect(count).toBe(1);
    const step = Object.fromEntries(COLUMNS.map((name) => [name, columns[name][0]]));
    expect(step).toEqual({
      episode: 3,
      steps: 2,
      x: 1.5,
      y: 2.5,
      yawDeg: 90,
      steeringDeg: -15,
      speed: 1,
      action: -1,
      reward: 0.5,
      onTrack: 1,
      progress: 1.2,
      waypoint: 4,
      length: 17.7,
      time: 10.066,
      status: STATUSES.indexOf('in_progress'),
      pause: 0,
    });
  });

  it('may have lists with commas, quotes and Windows line ends', () => {
    const quoted = line.replace('[-15 1.0]', '"[-15.0, 1.0]"');
    expect(readTrace(`${quoted}\r\n${line}\r\n`, 'x').columns.reward.slice(0, 2)).toEqual(Float64Array.of(0.5, 0.5));
  });

  it('is the same read byte by byte', () => {
    const text = `${line}\nnoise\n${line.replace(',2,', ',3,')}\n`;
    const reader = traceReader('x');
    for (const byte of new TextEncoder().encode(text)) reader.push(Uint8Array.of(byte));
    expect(reader.end().columns.steps.slice(0, 2)).toEqual(Float64Array.of(2, 3));
  });

  it('of two workers that wrote alternately is put in order', () => {
    const step = (episode: number, steps: number) => line.replace('3,2,', `${episode},${steps},`);
    const order = [
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
      [2, 3],
      [1, 3],
      [1, 1],
      [1, 2],
    ];
    const trace = readTrace(order.map(([episode, steps]) => step(episode, steps)).join('\n'), 'x');
    expect(episodesOf(trace).map((indices) => [...indices])).toEqual([
      [0, 2, 5],
      [1, 3, 4],
      [6, 7],
    ]);
  });

  it.each([
    ['nothing here', /x\.log: text holds no SIM_TRACE_LOG line/],
    ['SIM_TRACE_LOG:1,2,3', /x\.log: line 1 has 3 fields/],
    [line.replace('1.5', 'abc'), /x\.log: line 1, field 3 is "abc"/],
    [`noise\n${line}\n${line.replace('10.066', '')}`, /x\.log: line 3, field 15 is ""/],
  ])('is refused: %s', (text, message) => {
    expect(() => readTrace(text, 'x.log')).toThrow(message);
  });

  it('that we write is read back', () => {
    const step: LoggedStep = {
      episode: 7,
      steps: 12,
      x: 1.23456,
      y: -2,
      yawDeg: -179.5,
      steeringDeg: -12.5,
      speed: 1.75,
      action: [-12.5, 1.75],
      reward: 0.12345,
      done: true,
      onTrack: false,
      progress: 99.5,
      waypoint: 3,
      length: 17.708,
      time: 12.345,
      status: 'off_track',
      pause: 0,
      crashes: 0,
      wallClock: 1773216848.5,
    };
    const log = readTrace(formatLogLine(step), 'x');
    const csv = readTrace(`${TRACE_CSV_HEADER}${formatCsvLine(step)}`, 'x');
    for (const name of COLUMNS) expect(csv.columns[name][0]).toBe(log.columns[name][0]);
    expect(log.columns.x[0]).toBe(1.2346);
    expect(log.columns.time[0]).toBe(12.345);
    expect(formatLogLine(step).split(',')).toHaveLength(19);
  });
});

describe.skipIf(!hasSharedData)('real logs', () => {
  const names = hasSharedData ? sharedNames('simtrace') : [];
  it.each(names)('%s: every number is what the file says', (name) => {
    const text = sharedText(`simtrace/${name}`);
    const { count, columns } = readTrace(text, name);
    const lines = text.split('\n').filter((each) => (name.endsWith('.csv') ? /^\d/ : /SIM_TRACE_LOG:/).test(each));
    expect(count).toBe(lines.length);
    lines.forEach((each, i) => {
      const fields = each
        .slice(each.indexOf('LOG:') < 0 ? 0 : each.indexOf('LOG:') + 4)
        .trim()
        .split(',');
      const told = [fields[0], fields[1], fields[2], fields[8], fields[11], fields[14]].map(Number);
      const read = (['episode', 'steps', 'x', 'reward', 'progress', 'time'] as const).map((column) => columns[column][i]);
      expect(read).toEqual(told);
      expect(STATUSES[columns.status[i]]).toBe(fields[15]);
    });
  });

  it.each(names)('%s: episodes and laps are those of the file', (name) => {
    const trace = readTrace(sharedText(`simtrace/${name}`), name);
    const episodes = episodesOf(trace).map((indices) => summarise(trace, indices, null));
    const { columns, count } = trace;
    const numbers = new Set(columns.episode.subarray(0, count));
    expect(new Set(episodes.map(({ episode }) => episode))).toEqual(numbers);
    expect(episodes.reduce((sum, { steps }) => sum + steps, 0)).toBe(count);
    for (const { lap, status, progress, seconds } of episodes) {
      expect(lap !== null).toBe(status === 'lap_complete' || progress === 100);
      if (lap !== null) expect(lap).toBe(seconds);
    }
  });
});
