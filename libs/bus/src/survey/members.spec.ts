import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Settings } from '#platform';
import { BusSubjects } from '../bus-subjects.js';
import { LocalBus } from '../local/local-bus.js';
import { LifeSign } from './life-sign.js';
import { MAX_MEMBERS, Members } from './members.js';

const subjects = new BusSubjects('nyc');
const settings = Settings.from({ NATS_URL: 'nats://127.0.0.1:4222', SHARD: 'nyc' });

let bus: LocalBus;
let members: Members;

beforeEach(() => {
  jest.useFakeTimers();
  bus = new LocalBus();
  members = new Members(bus, subjects, settings);
  members.onModuleInit();
});

afterEach(() => {
  members.beforeApplicationShutdown();
  jest.useRealTimers();
});

function begin(): LifeSign {
  const sign = new LifeSign(bus, subjects, settings);
  sign.onModuleInit();
  return sign;
}

const say = (text: string): void => {
  bus.publish(subjects.alive, Buffer.from(text));
};

describe('the processes of a shard', () => {
  it('a process is known from its first sign of life until it leaves', () => {
    const [one, other] = [begin(), begin()];
    expect(members.list()).toEqual([one.process, other.process]);
    jest.advanceTimersByTime(60_000);
    expect(members.list()).toHaveLength(2);
    one.beforeApplicationShutdown();
    expect(members.list()).toEqual([other.process]);
    other.beforeApplicationShutdown();
  });

  it('a process without a sign of life for more than ten seconds is forgotten', () => {
    say('{"process":"a","isLast":false}');
    jest.advanceTimersByTime(10_000);
    expect(members.list()).toEqual(['a']);
    jest.advanceTimersByTime(1);
    expect(members.list()).toEqual([]);
  });

  it('200 processes are known at most, and a silent one makes room', () => {
    for (let index = 0; index <= MAX_MEMBERS; index += 1) {
      say(`{"process":"${index}","isLast":false}`);
    }
    expect(members.list()).toHaveLength(MAX_MEMBERS);
    expect(members.list()).not.toContain(String(MAX_MEMBERS));
    jest.advanceTimersByTime(10_001);
    say('{"process":"late","isLast":false}');
    expect(members.list()).toEqual(['late']);
  });

  it('a message of another form is ignored', () => {
    const long = JSON.stringify({ process: 'x'.repeat(65), isLast: false });
    for (const text of ['', 'null', '{"process":1,"isLast":false}', '{"process":"a"}', long]) {
      say(text);
    }
    expect(members.list()).toEqual([]);
  });
});

describe('without NATS_URL', () => {
  it('no process says that it is alive, and no timer runs', () => {
    const alone = new LifeSign(bus, subjects, Settings.from({}));
    alone.onModuleInit();
    expect(jest.getTimerCount()).toBe(0);
    expect(members.list()).toEqual([]);
    alone.beforeApplicationShutdown();
  });
});
