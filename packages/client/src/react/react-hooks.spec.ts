import { describe, expect, it } from '@jest/globals';
import { reactCase } from '../../test/react-case.js';
import type { Rendered } from '../../test/react-harness.js';
import { until } from '../../test/until.js';
import type { HookOptions, Rider } from './index.js';

const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };

describe.each(['18', '19'])('the hooks with React %s', (version) => {
  const scene = reactCase(version);

  /** The streams of this test and of those before it are closed. */
  const noListeners = () => until('no listener is left', () => scene.dom.countListeners() === 0);

  const streamRequests = () => scene.fake.requests.filter(({ path }) => path.endsWith('/stream'));

  /** A component that hands each of its renders over. */
  function watchRider(options: HookOptions<'rider'> | null) {
    const seen: Rider[] = [];
    const Page = () => {
      const rider = scene.dom.hooks.useRider(options);
      seen.push(rider);
      return scene.dom.React.createElement(
        'p',
        null,
        `${rider.status} ${rider.trip?.status ?? 'none'}`,
      );
    };
    const last = () => seen.at(-1)!;
    return { seen, Page, last, element: scene.dom.React.createElement(Page) };
  }

  it('runs with the version that the test names', () => {
    expect(scene.dom.React.version).toMatch(new RegExp(`^${version}\\.`));
  });

  it('no timer and no listener is left after the unmount', async () => {
    const countTimers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await noListeners();
    const timers = countTimers();
    const page = scene.render(watchRider(scene.optionsOf('rider')).element);
    await until('it is live', () => page.text() === 'live none');
    expect(scene.dom.countListeners()).toBeGreaterThan(0);
    page.unmount();
    await noListeners();
    // The wait of `until` itself is over when its probe runs.
    await until('no timer is left', () => countTimers() <= timers);
  });

  it('a rider’s page shows a whole ride, from the request to the rating', async () => {
    const driver = scene.fake.addDriver();
    const { last, element } = watchRider(scene.optionsOf('rider'));
    const page = scene.render(element);
    await until('it is live', () => page.text() === 'live none');
    const trip = await last().requestTrip({ pickup, dropoff });
    await until('the request is shown', () => page.text() === 'live matching');
    expect(last().trip?.pin).toBe(trip.pin);
    driver.accept();
    driver.moveTo(dropoff);
    await until('the driver is shown', () => last().driverLocation !== null);
    driver.arrive();
    driver.start();
    driver.complete();
    await until('the end is shown', () => page.text() === 'live completed');
    await last().rate({ stars: 5 });
    expect(await last().receipt()).toMatchObject({ tripId: trip.id, total: trip.fare });
    last().dismiss();
    await until('the ride is dismissed', () => page.text() === 'live none');
  });

  it('StrictMode opens one connection, and its controls keep their identity', async () => {
    const { seen, last, element } = watchRider(scene.optionsOf('rider'));
    const page = scene.render(
      scene.dom.React.createElement(scene.dom.React.StrictMode, null, element),
    );
    await until('it is live', () => page.text() === 'live none');
    scene.fake.addDriver();
    await last().requestTrip({ pickup, dropoff });
    await until('the request is shown', () => page.text() === 'live matching');
    expect(streamRequests()).toHaveLength(1);
    const { requestTrip, wake, reopen, dismiss } = last();
    const settled = seen.filter(({ status }) => status === 'live');
    for (const rider of settled)
      expect(rider).toMatchObject({ requestTrip, wake, reopen, dismiss });
  });

  it('two components share one connection, which stays open until both are unmounted', async () => {
    const options = scene.optionsOf('rider');
    const [first, second] = [watchRider(options), watchRider({ ...options })];
    const pages = [scene.render(first.element), scene.render(second.element)];
    await until('both are live', () => pages.every(({ text }) => text() === 'live none'));
    expect(streamRequests()).toHaveLength(1);
    pages[0]!.unmount();
    await second.last().requestTrip({ pickup, dropoff });
    await until('the other one goes on', () => pages[1]!.text() === 'live matching');
    expect(scene.fake.openStreams).toBe(1);
    pages[1]!.unmount();
    await until('nothing is open', () => scene.fake.openStreams === 0);
  });

  it('a component that mounts later shows the shared state in its first render', async () => {
    const options = scene.optionsOf('rider');
    const page = scene.render(watchRider(options).element);
    await until('it is live', () => page.text() === 'live none');
    const late = watchRider(options);
    scene.render(late.element);
    await until('it has rendered', () => late.seen.length > 0);
    expect(late.seen[0]).toMatchObject({ status: 'live', isKnown: true });
  });

  it('a page that comes back within the grace time keeps its connection', async () => {
    const options = scene.optionsOf('rider');
    const first = scene.render(watchRider(options).element);
    await until('it is live', () => first.text() === 'live none');
    first.unmount();
    const second = scene.render(watchRider(options).element);
    await until('it is shown', () => second.text() === 'live none');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect({ requests: streamRequests().length, open: scene.fake.openStreams }).toEqual({
      requests: 1,
      open: 1,
    });
  });

  it('Suspense that throws away a render opens no second connection', async () => {
    const { React } = scene.dom;
    const { Page, last } = watchRider(scene.optionsOf('rider'));
    let release = (): void => undefined;
    let isReady = false;
    const ready = new Promise<void>((resolve) => {
      release = () => {
        isReady = true;
        resolve();
      };
    });
    const Slow = () => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- React waits for a promise.
      if (!isReady) throw ready;
      return 'ready ';
    };
    const fallback = 'waiting';
    const page = scene.render(
      React.createElement(
        React.Suspense,
        { fallback },
        React.createElement(Page),
        React.createElement(Slow),
      ),
    );
    await until('the fallback is shown', () => page.text() === 'waiting');
    // React has rendered the page, and has not committed it.
    expect({ status: last().status, requests: streamRequests() }).toEqual({
      status: 'connecting',
      requests: [],
    });
    release();
    await until('it is live', () => page.text().includes('live none'));
    expect(streamRequests()).toHaveLength(1);
  });

  it('concurrent rendering shows the same state in all components of a commit', async () => {
    const { React } = scene.dom;
    const options = scene.optionsOf('rider');
    const shown: string[][] = [];
    const Part = () => {
      const { trip } = scene.dom.hooks.useRider(options);
      // A slow component, so that React interrupts the rendering between two of them.
      const end = performance.now() + 3;
      while (performance.now() < end);
      return String(trip?.version ?? 0);
    };
    const Page = ({ round }: { round: number }) => {
      React.useLayoutEffect(() => {
        shown.push(page.text().split('|'));
      });
      const parts = [0, 1, 2].map((index) => [React.createElement(Part, { key: index }), '|']);
      return React.createElement(React.Fragment, null, ...parts.flat(), String(round));
    };
    const page: Rendered = scene.render(React.createElement(Page, { round: 0 }));
    await until('a stream is open', () => scene.fake.openStreams === 1);
    const driver = scene.fake.addDriver();
    const api = watchRider(options);
    scene.render(api.element);
    await until('the rider is known', () => api.seen.at(-1)?.isKnown);
    await api.last().requestTrip({ pickup, dropoff });
    for (let round = 1; round <= 20; round += 1) {
      React.startTransition(() => page.update(React.createElement(Page, { round })));
      if (round === 5) driver.accept();
      if (round === 10) driver.arrive();
      if (round === 15) driver.start();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until('the last version is shown', () => page.text().startsWith('4|4|4|'));
    for (const [a, b, c] of shown) expect([b, c]).toEqual([a, a]);
  });

  it('a server renders the initial state without a request, and the browser hydrates it', async () => {
    const { last, element } = watchRider(scene.optionsOf('rider'));
    const html = scene.dom.renderToString(element);
    expect(html).toBe('<p>connecting none</p>');
    expect(scene.fake.requests).toEqual([]);
    const page = scene.hydrate(html, element);
    await until('it is live', () => page.text() === 'live none');
    expect(last().isKnown).toBe(true);
  });

  it('a page that unmounts while it connects leaves nothing behind', async () => {
    await noListeners();
    scene.fake.setLatency(1_500);
    const page = scene.render(watchRider(scene.optionsOf('rider')).element);
    await until('the request is on its way', () => streamRequests().length === 1);
    page.unmount();
    await noListeners();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect({ open: scene.fake.openStreams, requests: streamRequests().length }).toEqual({
      open: 0,
      requests: 1,
    });
  });

  it('new functions in each render open no other connection, and the latest ones are called', async () => {
    const { React } = scene.dom;
    const { user, token } = scene.fake.signIn('rider');
    const calls: string[] = [];
    const Page = ({ name }: { name: string }) => {
      const rider = scene.dom.hooks.useRider({
        baseUrl: scene.fake.baseUrl,
        user: user.id,
        fetch: (...request) => scene.fake.fetch(...request),
        getToken: () => {
          calls.push(name);
          return name === 'first' ? token : scene.fake.freshToken(user.id);
        },
        onEvent: ({ type }) => calls.push(`${name} ${type}`),
      });
      return rider.status;
    };
    const page = scene.render(React.createElement(Page, { name: 'first' }));
    await until('it is live', () => page.text() === 'live');
    page.update(React.createElement(Page, { name: 'second' }));
    await until('it has rendered', () => page.text() === 'live');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect({ requests: streamRequests().length, calls }).toEqual({ requests: 1, calls: ['first'] });
    scene.fake.expireToken(token);
    await until('the new token is used', () => streamRequests().length === 2);
    await until('it is live again', () => page.text() === 'live' && calls.includes('second'));
  });
});
