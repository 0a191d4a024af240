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
  const received: string[] = [];
  const statuses: string[] = [];
  const source = new TabSource(
    {
      baseUrl: 'http://x',
      path: '/v1/riders/me/stream',
      token: 't',
      fetch,
      onSnapshot: (_snapshot, at) => received.push(`snapshot ${at.cursor}`),
      onEvent: (_event, at) => received.push(at.cursor),
      onState: ({ status }) => statuses.push(status),
    },
    'the rider',
    tab,
  );
  closings.push(() => source.close());
  source.connect();
  return {
    source,
    sent,
    received,
    statuses,
    streams: () => sent.filter((request) => !isPoll(request)),
  };
}

describe('tabs of one browser', () => {
  it('all tabs share one connection, and each receives every message once', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-9') });
    await pass(10);
    leader.streams()[0]?.send(event('e-2') + event('e-3'));
    await pass(10);
    expect(leader.received).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(follower.received).toEqual(leader.received);
    expect(follower.statuses.at(-1)).toBe('open');
    expect([leader.streams().length, follower.streams().length]).toEqual([1, 0]);
    expect([leader.source.ownsConnection, follower.source.ownsConnection]).toEqual([true, false]);
  });

  it('a follower becomes the leader when the leader’s tab closes, and resumes from its own cursor', async () => {
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
    expect(follower.received).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(follower.source.ownsConnection).toBe(true);
  });

  it('one follower takes over from a frozen leader within 15 seconds', async () => {
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
    // The lock was stolen, and the former leader is notified of that.
    expect(leader.source.ownsConnection).toBe(false);
  });

  it('a leader that answers stays the leader, however long no event arrives', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-1') });
    await pass(300_000);
    expect([leader.source.ownsConnection, follower.source.ownsConnection]).toEqual([true, false]);
  });

  it('a follower polls the server for messages that it has missed', async () => {
    const browser = new FakeTabs();
    const leader = openTab(browser.open(), { stream: fresh('e-4') });
    await pass(10);
    const follower = openTab(browser.open(), { stream: fresh('e-1'), cursor: 'e-1' });
    await pass(10);
    const polls = follower.sent.length;
    leader.streams()[0]?.send(event('e-5'));
    await pass(10);
    expect(follower.sent.length).toBeGreaterThan(polls);
    expect(follower.received).toEqual(['snapshot e-1']);
  });
});

describe('browsers that refuse what tabs share', () => {
  const apisOf = (overrides: Partial<Tab>): Tab => ({ ...new FakeTabs().open(), ...overrides });

  it.each([
    ['rejects', () => Promise.reject(new DOMException('', 'SecurityError'))],
    [
      'throws',
      () => {
        throw new DOMException('', 'InvalidStateError');
      },
    ],
  ])(
    'a tab whose request for the lock %s has its own connection, and asks once',
    async (_how, request) => {
      const requests = jest.fn(request);
      const tab = openTab(apisOf({ locks: { request: requests } }), { stream: fresh('e-1') });
      await pass(60_000);
      expect(requests).toHaveBeenCalledTimes(1);
      expect(tab.source.ownsConnection).toBe(true);
      expect(tab.received[0]).toBe('snapshot e-1');
    },
  );

  it('a tab that may not open a channel has its own connection, and can be paused', async () => {
    const openChannel = () => {
      throw new DOMException('', 'SecurityError');
    };
    const tab = openTab(apisOf({ openChannel }), { stream: fresh('e-1') });
    await pass(10);
    expect(tab.received).toEqual(['snapshot e-1']);
    tab.source.disconnect();
    expect(tab.statuses.at(-1)).toBe('paused');
    tab.source.connect();
    tab.source.connect();
    await pass(1_000);
    expect(tab.streams()).toHaveLength(2);
  });

  it('a leader whose channel is closed keeps its connection', async () => {
    const openChannel = () => ({
      onmessage: null,
      close: () => undefined,
      postMessage: () => {
        throw new DOMException('', 'InvalidStateError');
      },
    });
    const tab = openTab(apisOf({ openChannel }), { stream: fresh('e-1') });
    await pass(10);
    tab.streams()[0]?.send(event('e-2'));
    await pass(10);
    expect(tab.received).toEqual(['snapshot e-1', 'e-2']);
    expect(tab.streams()).toHaveLength(1);
  });
});

it('a follower whose polls are refused waits as long as the server says', async () => {
  const browser = new FakeTabs();
  const leader = openTab(browser.open(), { stream: fresh('e-1') });
  await pass(10);
  const { fetch, sent } = scripted(
    () => new Response(null, { status: 503, headers: { 'retry-after': '30' } }),
  );
  const source = new TabSource(
    {
      baseUrl: 'http://x',
      path: '/v1/riders/me/stream',
      token: 't',
      fetch,
      onEvent: () => undefined,
    },
    'the rider',
    browser.open(),
  );
  closings.push(() => source.close());
  source.connect();
  for (let seconds = 0; seconds < 29; seconds += 1) {
    leader.streams()[0]?.send(event(`e-${seconds + 2}`));
    await pass(1_000);
  }
  expect(sent).toHaveLength(1);
  await pass(10_000);
  expect(sent).toHaveLength(2);
});

it('a leader that was suspended releases the lock, and follows when it returns', async () => {
  const browser = new FakeTabs();
  const leader = openTab(browser.open(), { stream: fresh('e-1') });
  await pass(10);
  const follower = openTab(browser.open(), { stream: opened('resumed', 'e-1', 'e-1') });
  await pass(10);
  leader.source.disconnect();
  await pass(10);
  expect(follower.source.ownsConnection).toBe(true);
  follower.streams()[0]?.send(event('e-2'));
  leader.source.connect();
  await pass(2_000);
  expect([leader.source.ownsConnection, follower.source.ownsConnection]).toEqual([false, true]);
  expect(follower.received).toEqual(['snapshot e-1', 'e-2']);
});

it('a tab without Web Locks has its own connection', async () => {
  const { fetch, sent } = scripted(streaming(fresh('e-1')));
  const options = { baseUrl: 'http://x', stream: 'rider', token: 't', acks: false, fetch } as const;
  const received: unknown[] = [];
  const onSnapshot = (snapshot: unknown): unknown => received.push(snapshot);
  const shared = connectShared({ ...options, user: 'ada', onSnapshot });
  const single = connect({ ...options, onSnapshot });
  closings.push(() => {
    shared.close();
    single.close();
  });
  await pass(10);
  expect([sent.length, received.length]).toEqual([2, 2]);
});
