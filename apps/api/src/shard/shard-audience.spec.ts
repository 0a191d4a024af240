import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BusSubjects, LocalBus } from '#bus';
import type { StreamId } from '#contracts';
import { encodeAudience, type AudienceMessage } from './audience-message.js';
import { ShardAudience } from './shard-audience.js';

const subjects = new BusSubjects('nyc');

let bus: LocalBus;
let audience: ShardAudience;
let opened: StreamId[];
/** How often every process was asked for its whole list. */
let asked: number;

beforeEach(() => {
  jest.useFakeTimers();
  bus = new LocalBus();
  audience = new ShardAudience(bus, subjects);
  [opened, asked] = [[], 0];
  audience.opened$.subscribe((stream) => opened.push(stream));
  bus.join(subjects.audienceAsked, () => (asked += 1));
  audience.start();
});

afterEach(() => {
  audience.stop();
  jest.useRealTimers();
});

const say = (message: Partial<AudienceMessage>): void => {
  const nothing = {
    process: 'a',
    number: 1,
    isWhole: false,
    opened: [],
    closed: [],
    openStreams: 0,
  };
  bus.publish(subjects.audience, encodeAudience({ ...nothing, ...message }));
};

const known = (): StreamId[] => [...audience.streams()];

describe('the audience of a shard', () => {
  it('asks every process for its streams when it begins, and knows them afterwards', () => {
    expect(asked).toBe(1);
    say({ number: 7, isWhole: true, opened: ['rider/1', 'trip/2'], openStreams: 5 });
    say({ process: 'b', isWhole: true, opened: ['trip/2'], openStreams: 2 });
    expect(known()).toEqual(['rider/1', 'trip/2']);
    expect(opened).toEqual(['rider/1', 'trip/2']);
    expect(audience.openStreams).toBe(7);
  });

  it('forgets a stream that is open at no process any more', () => {
    say({ isWhole: true, opened: ['trip/2'] });
    say({ process: 'b', isWhole: true, opened: ['trip/2'] });
    say({ number: 2, closed: ['trip/2'] });
    expect(audience.has('trip/2')).toBe(true);
    say({ process: 'b', number: 2, closed: ['trip/2'] });
    expect(audience.has('trip/2')).toBe(false);
  });

  it('asks again after a lost message, and takes the whole list in the place of the old one', () => {
    say({ isWhole: true, opened: ['rider/1', 'trip/2'] });
    jest.advanceTimersByTime(1_000);
    say({ number: 3, opened: ['rider/9'] });
    expect(asked).toBe(2);
    say({ number: 4, isWhole: true, opened: ['trip/2', 'rider/9'] });
    expect(known()).toEqual(['trip/2', 'rider/9']);
  });

  it('a whole list opens no stream that was open before', () => {
    say({ isWhole: true, opened: ['trip/2'] });
    say({ number: 2, isWhole: true, opened: ['trip/2', 'trip/3'] });
    expect(opened).toEqual(['trip/2', 'trip/3']);
  });

  it('asks once a second at most, however many messages are lost', () => {
    for (let number = 10; number < 500; number += 7) say({ process: 'x', number });
    expect(asked).toBe(1);
    jest.advanceTimersByTime(1_000);
    expect(asked).toBe(2);
  });

  it('forgets a process that says nothing for ten seconds', () => {
    say({ isWhole: true, opened: ['rider/1'], openStreams: 1 });
    say({ process: 'b', isWhole: true, opened: ['rider/2'] });
    for (let second = 1; second <= 6; second += 1) {
      jest.advanceTimersByTime(2_000);
      say({ process: 'b', number: second + 1 });
    }
    expect(known()).toEqual(['rider/2']);
    expect(audience.openStreams).toBe(0);
  });

  it('ignores what is no message of this version', () => {
    for (const text of ['', '{', 'null', '{"process":1}', '{"process":"a","number":1}']) {
      bus.publish(subjects.audience, Buffer.from(text));
    }
    expect(known()).toEqual([]);
  });

  it('forgets everything when another process makes the frames', () => {
    say({ isWhole: true, opened: ['rider/1'] });
    audience.stop();
    expect(known()).toEqual([]);
    say({ number: 2, opened: ['rider/2'] });
    expect(known()).toEqual([]);
  });
});
