import { describe, expect, it } from '@jest/globals';
import { reactCase } from '../../test/react-case.js';
import { until } from '../../test/until.js';
import type { Driver, HookOptions, Rider } from './index.js';

const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };

describe.each(['18', '19'])('the commands of the hooks with React %s', (version) => {
  const scene = reactCase(version);

  function mountRider(options: HookOptions<'rider'> | null) {
    const seen: Rider[] = [];
    const Page = ({ changed }: { changed: HookOptions<'rider'> | null }) => {
      seen.push(scene.dom.hooks.useRider(changed));
      return null;
    };
    const elementOf = (changed: HookOptions<'rider'> | null) =>
      scene.dom.React.createElement(Page, { changed });
    const page = scene.render(elementOf(options));
    const last = (): Rider => seen.at(-1) ?? ({} as Rider);
    const change = (changed: HookOptions<'rider'> | null) => page.update(elementOf(changed));
    return {
      last,
      change,
      page,
      isLive: () => until('live', () => seen.at(-1)?.status === 'live'),
    };
  }

  function mountDriver(options: HookOptions<'driver'>) {
    const seen: Driver[] = [];
    const Page = () => {
      seen.push(scene.dom.hooks.useDriver(options));
      return null;
    };
    scene.render(scene.dom.React.createElement(Page));
    const last = (): Driver => seen.at(-1)!;
    return { last, isLive: () => until('live', () => seen.at(-1)?.status === 'live') };
  }

  it('a second click while a command is under way sends no second request', async () => {
    const { last, isLive } = mountRider(scene.optionsOf('rider'));
    await isLive();
    scene.fake.setLatency(50);
    const [first, second] = [1, 2].map(() => last().requestTrip({ pickup, dropoff }));
    await until('it is pending', () => last().pending.requestTrip);
    expect(await first).toEqual(await second);
    await until('it is done', () => !last().pending.requestTrip);
    expect(scene.fake.requests.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: '/v1/trips' },
    ]);
  });

  it('a refusal is in the errors, until the command is sent again', async () => {
    const { last, isLive } = mountRider(scene.optionsOf('rider'));
    await isLive();
    scene.fake.failNext({ status: 403, match: 'POST /v1/trips' });
    void last().requestTrip({ pickup, dropoff });
    await until('it is refused', () => last().errors.requestTrip?.status === 403);
    await last().requestTrip({ pickup, dropoff });
    await until('the error is gone', () => !last().errors.requestTrip);
    await expect(last().rate({ stars: 5 })).rejects.toMatchObject({ status: 409 });
  });

  it('a driver accepts a suggestion, gives it up, and sees the next one end', async () => {
    const driver = scene.fake.addDriver();
    const { baseUrl, fetch } = scene.fake;
    const { token, id: user } = driver;
    const { last, isLive } = mountDriver({ baseUrl, fetch, token, user });
    await isLive();
    driver.suggestReposition({ target: dropoff });
    await until('it is shown', () => last().reposition?.status === 'suggested');
    await last().acceptReposition();
    await until('it is accepted', () => last().reposition?.status === 'accepted');
    await last().declineReposition();
    await until('it is gone', () => last().reposition === null);
    await expect(last().acceptReposition()).rejects.toMatchObject({ code: 'NO_TRIP' });
  });

  it('a command without a trip is refused without a request', async () => {
    const { last, isLive } = mountRider(scene.optionsOf('rider'));
    await isLive();
    await expect(last().cancel('Plans changed')).rejects.toMatchObject({ code: 'NO_TRIP' });
  });

  it('no request is sent before there are options, and another user begins with a new state', async () => {
    const { last, change, isLive } = mountRider(null);
    await until('it has rendered', () => last().status === 'idle');
    expect(scene.fake.requests).toEqual([]);
    change(scene.optionsOf('rider'));
    await isLive();
    await last().requestTrip({ pickup, dropoff });
    await until('the trip is shown', () => last().trip);
    change(scene.optionsOf('rider'));
    await until('the other user is shown', () => last().status === 'live' && !last().trip);
  });

  it('a trip that a driver gave back has its new PIN, which no event carries', async () => {
    const driver = scene.fake.addDriver();
    const { last, isLive } = mountRider(scene.optionsOf('rider'));
    await isLive();
    const { id } = await last().requestTrip({ pickup, dropoff });
    driver.accept();
    await until('a driver is shown', () => last().trip?.driver);
    driver.cancel();
    await until('the new PIN is shown', () => last().trip?.pin === scene.fake.trip(id).pin);
    expect(last()).toMatchObject({ isRedispatched: true, driverLocation: null });
  });

  it('a trip that ended while the history was lost is shown as ended', async () => {
    const rider = scene.optionsOf('rider');
    const { last, isLive } = mountRider(rider);
    await isLive();
    const { id } = await last().requestTrip({ pickup, dropoff });
    scene.fake.setOnline(false);
    scene.fake.resetHistory();
    scene.fake.setOnline(true);
    scene.fake.advance(300_000);
    await until('the end is shown', () => last().trip?.status === 'no_drivers_available');
    expect(last().trip?.id).toBe(id);
  });

  it('a refused stream shows its problem, and opens again when asked', async () => {
    scene.fake.failNext({ status: 403, match: /stream/ });
    const { last, isLive } = mountRider(scene.optionsOf('rider'));
    await until('it is refused', () => last().problem?.status === 403);
    await until('it is closed', () => last().status === 'closed');
    last().reopen();
    await isLive();
    expect(last().problem).toBeNull();
  });

  it('a driver takes a ride, and a lost race ends the offer', async () => {
    const rider = scene.fake.addRider();
    const { last, isLive } = mountDriver(scene.optionsOf('driver'));
    await isLive();
    await last().goOnline({ position: pickup });
    const lost = rider.requestTrip();
    await until('an offer is shown', () => last().offer?.tripId === lost.id);
    scene.fake.failNext({ status: 409, code: 'TRIP_ALREADY_ASSIGNED', match: /accept$/ });
    await expect(last().accept()).rejects.toMatchObject({ code: 'TRIP_ALREADY_ASSIGNED' });
    await until('its end is shown', () => last().ending?.about === 'offer' && !last().offer);
    rider.cancel();
    const { id, pin = '' } = rider.requestTrip();
    await until('the next offer is shown', () => last().offer?.tripId === id);
    await last().accept();
    await last().arrive(pickup);
    await expect(last().start(pin === '0000' ? '1111' : '0000')).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
    await last().start(pin);
    await last().complete();
    await until('the rider can be rated', () => last().toRate?.id === id);
    await last().rate({ stars: 5 });
    await until('it is rated', () => !last().toRate);
  });
});
