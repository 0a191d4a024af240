import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeTabs, type Tab } from '../../test/fake-tabs.js';
import {
  event,
  fresh,
  opened,
  polled,
  scripted,
  streaming,
  type Sent,
} from '../../test/scripted-fetch.js';
import { connect } from '../connect/connect.js';
import { connectShared } from './connect-shared.js';
import { TabSource } from './tab-source.js';

const closings: (() => void)[] = [];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  for (const close of closings.splice(0)) close();
  jest.useRealTimers();
});

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

const isPoll = ({ url }: Sent): boolean => url.includes('waitSeconds');

/** A tab whose streams begin with `stream`, and whose polls find the stream at `cursor`. */
function openTab(tab: Tab, { stream, cursor = 'e-1' }: { stream: string; cursor?: string }) {
  const { fetch, sent } = scripted((request) =>
    isPoll(request)
      ? polled(cursor, [], request.url.includes('cursor=') ? undefined : {})(request)
      : streaming(stream)(request),
  );
  const heard: string[] = [];
  const statuses: string[] = [];
  const source = new TabSource(
    {
      ...{ baseUrl: 'http://x', path: '/v1/riders/me/stream', token: 't', fetch },
      onSnapshot: (_snapshot, at) => heard.push(`snapshot ${at.cursor}`),
      onEvent: (_event, at) => heard.push(at.cursor),
      onState: ({ status }) => statuses.push(status),
    },
    'the rider',
    tab,
  );
  closings.push(() => source.close());
  source.connect();
  return { source, sent, heard, statuses, streams: () => sent.filter((each) => !isPoll(each)) };
}

describe('tabs of one browser', () => {
  it('have one connection, and what comes on it reaches all of them, once', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-9') });
    await pass(10);
    leader.streams()[0]?.send(event('e-2') + event('e-3'));
    await pass(10);
    expect(leader.heard).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(follower.heard).toEqual(leader.heard);
    expect(follower.statuses.at(-1)).toBe('open');
    expect([leader.streams().length, follower.streams().length]).toEqual([1, 0]);
    expect([leader.source.ownsConnection, follower.source.ownsConnection]).toEqual([true, false]);
  });

  it('go on with another leader when its tab closes, where that one stands', async () => {
    const browser = new FakeTabs();
    const tab = browser.open();
    const leader = openTab(tab, { stream: fresh('e-1') });
    await pass(10);
    const resumed = opened('resumed', 'e-2', 'e-3') + event('e-3');
    const follower = openTab(browser.open(), { stream: resumed });
    await pass(10);
    leader.streams()[0]?.send(event('e-2'));
    await pass(10);
    tab.close();
    await pass(10);
    expect(follower.streams()[0]?.headers.get('last-event-id')).toBe('e-2');
    expect(follower.heard).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(follower.source.ownsConnection).toBe(true);
  });

  it('take over from a leader that is frozen, within a quarter of a minute', async () => {
    const browser = new FakeTabs();
    const tab = browser.open();
    const leader = openTab(tab, { stream: fresh('e-1') });
    await pass(10);
    const others = [1, 2].map(() =>
      openTab(browser.open(), { stream: opened('resumed', 'e-1', 'e-1') }),
    );
    await pass(10);
    tab.freeze();
    await pass(15_000);
    expect(others.filter(({ source }) => source.ownsConnection)).toHaveLength(1);
    // Its lock is taken, and when it thaws it knows.
    expect(leader.source.ownsConnection).toBe(false);
  });

  it('leave a leader alone that answers, however long nothing happens', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(300_000);
    expect([leader.source.ownsConnection, follower.source.ownsConnection]).toEqual([true, false]);
  });

  it('get what the leader’s word didn’t reach them with from the server', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-1'), cursor: 'e-1' });
    await pass(10);
    const polls = follower.sent.length;
    leader.streams()[0]?.send(event('e-5'));
    await pass(10);
    expect(follower.sent.length).toBeGreaterThan(polls);
    expect(follower.heard).toEqual(['snapshot e-1']);
  });
});

it('without Web Locks a tab connects by itself', async () => {
  const { fetch, sent } = scripted(streaming(fresh('e-1')));
  const options = { baseUrl: 'http://x', stream: 'rider', token: 't', acks: false, fetch } as const;
  const heard: unknown[] = [];
  const onSnapshot = (snapshot: unknown): unknown => heard.push(snapshot);
  const shared = connectShared({ ...options, user: 'ada', onSnapshot });
  const single = connect({ ...options, onSnapshot });
  closings.push(() => {
    shared.close();
    single.close();
  });
  await pass(10);
  expect([sent.length, heard.length]).toEqual([2, 2]);
});
