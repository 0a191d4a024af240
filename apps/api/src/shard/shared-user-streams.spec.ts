import { beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { BusSubjects, LocalBus } from '#bus';
import type { UserStream } from '#notification';
import { Settings } from '#platform';
import { until } from '#testing';
import { SharedUserStreams } from './shared-user-streams.js';

const LIMIT = 2;

let bus: LocalBus;
let subjects: BusSubjects;
let settings: Settings;
let replaced: string[];

beforeEach(() => {
  bus = new LocalBus();
  subjects = new BusSubjects('nyc');
  settings = Settings.from({
    NATS_URL: 'nats://127.0.0.1:4222',
    SHARD: 'nyc',
    STREAMS_PER_USER: String(LIMIT),
  });
  replaced = [];
});

const startProcess = (): SharedUserStreams => new SharedUserStreams(bus, subjects, settings);

/** Opens a stream, a moment after the one before it. */
async function open(
  process: SharedUserStreams,
  name: string,
  { userId = 'ada', role = 'rider' } = {},
): Promise<UserStream> {
  const requester = { userId, role, name: 'Ada', expiresAt: new Date(8.64e15) };
  const stream = {
    requester,
    close: () => {
      replaced.push(name);
      process.noteClosed(stream);
    },
  } as unknown as UserStream;
  await delay(2);
  process.noteOpened(stream);
  return stream;
}

describe('the streams of a user at several processes', () => {
  it('beyond the limit the oldest one is replaced, at whichever process it is', async () => {
    const [one, other, third] = [startProcess(), startProcess(), startProcess()];
    await open(one, 'first');
    await open(other, 'second');
    expect(replaced).toEqual([]);
    await open(third, 'third');
    await until('the first is replaced', () => replaced.length === 1);
    await open(one, 'fourth');
    await until('the second is replaced', () => replaced.length === 2);
    expect(replaced).toEqual(['first', 'second']);
  });

  it('streams that have ended do not count', async () => {
    const [one, other] = [startProcess(), startProcess()];
    const first = await open(one, 'first');
    await open(one, 'second');
    one.noteClosed(first);
    await open(other, 'third');
    await delay(10);
    expect(replaced).toEqual([]);
  });

  it('the streams of a process that has died do not count with the next opening', async () => {
    const [one, other] = [startProcess(), startProcess()];
    const died = startProcess();
    await open(one, 'first');
    const lost = await open(died, 'lost');
    // The process leaves the subject, and tells no other.
    died.noteClosed(lost);
    await open(other, 'second');
    await delay(10);
    expect(replaced).toEqual([]);
  });

  it('other users have a limit of their own, and a share link ten times as much', async () => {
    const [one, other] = [startProcess(), startProcess()];
    await open(one, 'ada');
    for (const name of ['bob 1', 'bob 2']) await open(other, name, { userId: 'bob' });
    const viewers = Array.from({ length: LIMIT * 10 }, (_, index) => `viewer ${index}`);
    for (const [index, name] of viewers.entries()) {
      await open(index % 2 ? one : other, name, { userId: 'link', role: 'viewer' });
    }
    await delay(10);
    expect(replaced).toEqual([]);
    await open(one, 'one more', { userId: 'link', role: 'viewer' });
    await until('the oldest viewer is replaced', () => replaced.length === 1);
    expect(replaced).toEqual(['viewer 0']);
  });

  it.each([
    'no JSON',
    'null',
    '{"process":"p","isOpening":false,"ages":["1"]}',
    '{"process":"p","isOpening":false,"ages":[null]}',
    JSON.stringify({ process: 'p', isOpening: false, ages: new Array(1_001).fill(1) }),
  ])('a message of another form is left out: %.40s', async (text) => {
    await open(startProcess(), 'first');
    bus.publish(subjects.ofUser('ada'), Buffer.from(text));
    await delay(10);
    expect(replaced).toEqual([]);
  });
});
