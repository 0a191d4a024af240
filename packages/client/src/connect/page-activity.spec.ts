import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  event,
  fresh,
  opened,
  scripted,
  silent,
  streaming,
  unreachable,
} from '../../test/scripted-fetch.js';
import { connectRider, pass, useTestClock } from '../../test/scripted-stream.js';
import type { ConnectOptions } from './connect-options.js';

type Answers = Parameters<typeof scripted>;

const HOUR_MS = 3_600_000;

/** The parts of a page that the client listens to. */
class FakePage {
  readonly window = new EventTarget();
  readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });

  install(): void {
    const { window, document } = this;
    Object.assign(globalThis, {
      document,
      addEventListener: window.addEventListener.bind(window),
      removeEventListener: window.removeEventListener.bind(window),
    });
  }

  uninstall(): void {
    for (const name of ['document', 'addEventListener', 'removeEventListener'])
      Reflect.deleteProperty(globalThis, name);
  }

  fire(...types: string[]): void {
    for (const type of types) {
      const target = /^(visibilitychange|freeze|resume)$/.test(type) ? this.document : this.window;
      target.dispatchEvent(new Event(type));
    }
  }

  show(visibilityState: 'visible' | 'hidden'): void {
    this.document.visibilityState = visibilityState;
    this.fire('visibilitychange');
  }
}

let page: FakePage;

useTestClock();

beforeEach(() => {
  page = new FakePage();
  page.install();
});

afterEach(() => {
  page.uninstall();
});

/** A rider's stream. `open` counts the connections that are open at the same time. */
function given(answers: Answers, extra: Partial<ConnectOptions<'rider'>> = {}) {
  const { fetch: inner, sent } = scripted(...answers);
  const open = { now: 0, most: 0 };
  const fetch = (async (url: string, init: RequestInit) => {
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    init.signal?.addEventListener('abort', () => (open.now -= 1), { once: true });
    return inner(url, init);
  }) as typeof globalThis.fetch;
  return { ...connectRider({ fetch, sent }, extra), open };
}

const resumed = streaming(opened('resumed', 'e-1', 'e-2') + event('e-2'));

describe('the life cycle of a page', () => {
  it.each([
    ['the back/forward cache', ['pagehide'], ['pageshow']],
    ['a frozen tab', ['freeze'], ['resume']],
    ['both, in the order of Chromium', ['pagehide', 'freeze'], ['resume', 'pageshow']],
  ])(
    'the connection is closed for %s, and the stream resumes after it',
    async (_what, out, back) => {
      const { sent, open, received } = given([streaming(fresh('e-1')), resumed]);
      await pass(1_500);
      page.fire(...out);
      await pass(HOUR_MS);
      expect(open.now).toBe(0);
      expect(sent).toHaveLength(1);
      page.fire(...back);
      await pass(1);
      expect(received).toEqual(['fresh e-1', 'e-2']);
      expect(sent[1]?.headers.get('last-event-id')).toBe('e-1');
      expect(open.most).toBe(1);
    },
  );

  it('a hidden tab that is not frozen stays connected', async () => {
    const { sent } = given([streaming(fresh('e-1'))]);
    await pass(1);
    page.show('hidden');
    await pass(5_000);
    page.show('visible');
    await pass(1_000);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['becomes visible', () => page.show('visible')],
    ['is shown again', () => page.fire('pageshow')],
    ['is online again', () => page.fire('online')],
    ['is resumed', () => page.fire('resume')],
  ])('a page that %s does not wait for its next attempt', async (_what, act) => {
    const { sent } = given([unreachable]);
    await pass(60_000);
    const before = sent.length;
    act();
    await pass(1);
    expect(sent).toHaveLength(before + 1);
  });

  it('all events of a return at once start one attempt', async () => {
    const { sent, open } = given([unreachable]);
    await pass(60_000);
    const before = sent.length;
    page.fire('resume', 'pageshow', 'online');
    page.show('visible');
    await pass(10);
    expect(sent).toHaveLength(before + 1);
    expect(open.most).toBe(1);
  });

  it('a connection that may have died with the network is replaced when the page is online again', async () => {
    const { sent, received } = given([streaming(fresh('e-1')), resumed]);
    await pass(1_500);
    page.fire('offline');
    await pass(2_000);
    page.fire('online');
    await pass(10);
    expect(sent).toHaveLength(2);
    expect(received).toEqual(['fresh e-1', 'e-2']);
  });

  it('a connection that delivers while the browser reports no network is kept', async () => {
    const { sent } = given([streaming(fresh('e-1'))]);
    await pass(1_500);
    page.fire('offline');
    await pass(1_000);
    sent[0]?.send(': heartbeat\n\n');
    await pass(1);
    page.fire('online');
    await pass(2_000);
    expect(sent).toHaveLength(1);
  });

  it('a network that comes and goes a hundred times starts one attempt a second', async () => {
    const { sent, open } = given([silent]);
    for (let change = 0; change < 100; change += 1) {
      page.fire('offline', 'online');
      await pass(50);
    }
    expect(sent.length).toBeLessThanOrEqual(6);
    expect(open.most).toBe(1);
  });

  it('a page that returns does not fill a queue that is full', async () => {
    const events = Array.from({ length: 2_000 }, (_, at) => event(`e-${at + 2}`)).join('');
    const { sent } = given([streaming(fresh('e-1') + events)], {
      onEvent: undefined,
      onSnapshot: undefined,
    });
    await pass(2_000);
    page.fire('pagehide', 'pageshow', 'offline', 'online');
    page.show('visible');
    await pass(HOUR_MS);
    expect(sent).toHaveLength(1);
  });

  it('a closed stream listens to nothing', async () => {
    const { stream: closed, sent } = given([streaming(fresh('e-1'))]);
    await pass(1);
    closed.close();
    page.fire('pagehide', 'pageshow', 'freeze', 'resume', 'offline', 'online');
    await pass(10_000);
    expect(sent).toHaveLength(1);
  });
});

describe('the age of what a page shows', () => {
  it('ageSeconds includes the sleep of the device, although performance.now() stood still', async () => {
    const { stream: open } = given([streaming(fresh('e-1'))]);
    await pass(1_000);
    jest.setSystemTime(Date.now() + HOUR_MS);
    expect(open.state.ageSeconds).toBeGreaterThan(3_600);
  });

  it('ageSeconds is not negative when the clock is set back', async () => {
    const { stream: open } = given([streaming(fresh('e-1'))]);
    await pass(1_000);
    jest.setSystemTime(Date.now() - HOUR_MS);
    await pass(1_000);
    expect(open.state.ageSeconds).toBeCloseTo(2, 0);
  });
});
