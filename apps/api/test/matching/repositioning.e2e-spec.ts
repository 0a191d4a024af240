import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Position, Reposition, Snapshot } from '#contracts';
import { generateGrid } from '#geo';
import { until, type SseProbe } from '#testing';
import { expectOk, nextOffer, signUp, type Answer, type Person } from '#api-harness';
import { DutyRoster, type OnDuty } from './duty-roster.js';

/** The southernmost and the northernmost junction of the built-in city. */
const [home, busy] = findEnds();

let roster: DutyRoster;

const open = (overrides: Record<string, string> = {}) =>
  DutyRoster.open({
    MATCHING_REPOSITION: 'on',
    // The engine looks at the idle drivers every 1.5 seconds.
    REPOSITION_TIME_SCALE: '20',
    REPOSITION_SECONDS: '60',
    ...overrides,
  });

beforeAll(async () => {
  roster = await open();
});

afterEach(() => roster.clear());
afterAll(() => roster.close());

/** Riders ask in the busy corner and cancel at once, so that the forecast expects more of them. */
async function expectRiders(on = roster): Promise<void> {
  for (let rider = 0; rider < 4; rider++) {
    const who = await signUp(on.server, 'rider');
    const { id } = await expectOk<{ id: string }>(
      who.post('/v1/trips', { pickup: busy, dropoff: home }),
    );
    await expectOk(who.post(`/v1/trips/${id}/cancel`, { reason: 'Plans changed' }));
  }
}

const frameOf = async <T>(stream: SseProbe, type: string): Promise<T> => {
  const { data } = await stream.next(({ event }) => event === type);
  return (JSON.parse(data ?? '') as { data: T }).data;
};

const nextReposition = async (stream: SseProbe): Promise<Reposition> =>
  (await frameOf<{ reposition: Reposition }>(stream, 'driver.reposition')).reposition;

/** A driver far from the riders, and the suggestion that they get. */
async function suggested(on = roster): Promise<OnDuty & { reposition: Reposition }> {
  await expectRiders(on);
  const onDuty = await on.driver(home);
  return { ...onDuty, reposition: await nextReposition(onDuty.stream) };
}

const answer = (driver: Person, { id }: Reposition, how: 'accept' | 'decline') =>
  driver.post<Reposition & { code?: string; reason?: string }>(
    `/v1/drivers/me/reposition/${id}/${how}`,
  );

const endOf = (stream: SseProbe): Promise<{ repositionId: string; reason: string }> =>
  frameOf(stream, 'driver.reposition_ended');

async function snapshotOf(driver: Person): Promise<Snapshot<'driver'>> {
  const path = '/v1/drivers/me/stream';
  const accept = { accept: 'application/json' };
  const answered = await driver.get<{ snapshot: Snapshot<'driver'> }>(path, undefined, accept);
  return answered.body.snapshot;
}

const expire = (driverId: string) =>
  roster.peek.rows('UPDATE reposition SET expires_at = now() WHERE driver_id = $1', [driverId]);

describe('a driver far from where riders are expected', () => {
  it('the driver gets a suggestion with a target, a reason and an expiry, also in the snapshot', async () => {
    const { driver, reposition } = await suggested();
    expect(reposition).toMatchObject({ status: 'suggested', reason: 'riders_expected' });
    expect(reposition.expectedRiders).toBeGreaterThan(0);
    expect(Math.abs(reposition.target.lat - busy.lat)).toBeLessThan(0.02);
    const open = Date.parse(reposition.expiresAt) - Date.parse(reposition.createdAt);
    expect(open).toBe(60_000);
    expect((await snapshotOf(driver)).reposition).toEqual(reposition);
  });

  it('the driver gets no second suggestion while one is open', async () => {
    const { driver } = await suggested();
    const plans = () => roster.metric('tripstream_reposition_plan_seconds_count');
    const before = await plans();
    // Another idle driver, because without one there is nothing to plan.
    await roster.driver(home);
    await until('the engine plans again', async () => (await plans()) > before);
    const events = await roster.peek.eventsOf(`driver/${driver.id}`);
    expect(events.filter((type) => type === 'driver.reposition')).toHaveLength(1);
  });

  it('the driver may accept it, twice with one effect, and is on the way by a later expiry', async () => {
    const { driver, stream, reposition } = await suggested();
    const accepted = await expectOk<Reposition>(answer(driver, reposition, 'accept'));
    expect(accepted).toMatchObject({ id: reposition.id, status: 'accepted' });
    expect(await expectOk(answer(driver, reposition, 'accept'))).toEqual(accepted);
    expect(await frameOf(stream, 'driver.reposition_accepted')).toEqual({
      repositionId: reposition.id,
      expiresAt: accepted.expiresAt,
    });
    expect((await snapshotOf(driver)).reposition).toEqual(accepted);
  });

  it('the driver may decline it, also after the accept, and is not asked again', async () => {
    const { driver, stream, reposition } = await suggested();
    await expectOk(answer(driver, reposition, 'accept'));
    const declined = { id: reposition.id, status: 'declined' };
    expect(await expectOk(answer(driver, reposition, 'decline'))).toEqual(declined);
    expect(await expectOk(answer(driver, reposition, 'decline'))).toEqual(declined);
    expect(await endOf(stream)).toEqual({ repositionId: reposition.id, reason: 'declined' });
    expect((await snapshotOf(driver)).reposition).toBeNull();
    expectEnded(await answer(driver, reposition, 'accept'), 'declined');
  });

  it('the driver cannot answer the suggestion of another driver', async () => {
    const { reposition } = await suggested();
    const stranger = await signUp(roster.server, 'driver');
    expect(await answer(stranger, reposition, 'accept')).toMatchObject({ status: 404 });
  });
});

describe('the end of a suggestion', () => {
  it('an offer ends it, and the stream says so before the offer', async () => {
    const { driver, stream, reposition } = await suggested();
    await expectOk(answer(driver, reposition, 'accept'));
    await roster.request(busy, home);
    expect(await endOf(stream)).toEqual({ repositionId: reposition.id, reason: 'offer' });
    await nextOffer(stream);
    expectEnded(await answer(driver, reposition, 'accept'), 'offer');
    expect((await snapshotOf(driver)).reposition).toBeNull();
  });

  it('going off duty ends it', async () => {
    const { driver, stream, reposition } = await suggested();
    await expectOk(driver.put('/v1/drivers/me/availability', { status: 'offline' }));
    expect(await endOf(stream)).toEqual({ repositionId: reposition.id, reason: 'driver_offline' });
    await stream.next(({ event }) => event === 'driver.offline');
  });

  it('arriving ends it', async () => {
    const { driver, stream, reposition } = await suggested();
    await expectOk(answer(driver, reposition, 'accept'));
    await roster.peek.place(driver.id, reposition.target);
    expect(await endOf(stream)).toEqual({ repositionId: reposition.id, reason: 'arrived' });
  });

  it('a driver who was away at the expiry resumes with the end, and finds none in a snapshot', async () => {
    const { driver, stream, reposition } = await suggested();
    await stream.close();
    await expire(driver.id);
    const cursor = stream.frames.findLast(({ event }) => event === 'driver.reposition')?.id ?? '';
    const resumed = await driver.stream(`/v1/drivers/me/stream?cursor=${cursor}`);
    expect(await endOf(resumed)).toEqual({ repositionId: reposition.id, reason: 'expired' });
    await resumed.close();
    expect((await snapshotOf(driver)).reposition).toBeNull();
    expectEnded(await answer(driver, reposition, 'accept'), 'expired');
  });
});

describe('MATCHING_REPOSITION', () => {
  it.each([
    ['batched', {}, 0],
    ['anticipatory', { MATCHING_POLICY: 'anticipatory' }, 1],
    ['anticipatory with off', { MATCHING_POLICY: 'anticipatory', MATCHING_REPOSITION: 'off' }, 0],
  ])('suggestions with the policy %s are as documented', async (_what, settings, expected) => {
    const { MATCHING_REPOSITION = '', ...others } = settings as Record<string, string>;
    const other = await open({ MATCHING_REPOSITION, ...others });
    try {
      await expectRiders(other);
      const { driver } = await other.driver(home);
      const suggestions = async () =>
        (await other.peek.eventsOf(`driver/${driver.id}`)).filter(
          (type) => type === 'driver.reposition',
        ).length;
      if (expected > 0) await until('a suggestion comes', async () => (await suggestions()) > 0);
      else
        await other
          .request(home, busy)
          .then(() => until('an offer comes', () => other.wasAsked({ driver } as OnDuty)));
      expect(await suggestions()).toBe(expected);
    } finally {
      await other.close();
    }
  });
});

function expectEnded(refused: Answer<{ code?: string; reason?: string }>, reason: string): void {
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ code: 'REPOSITION_ENDED', reason });
}

function findEnds(): [home: Position, busy: Position] {
  const network = generateGrid();
  const nodes = Array.from(network.routableNodes, (node) => network.position(node));
  const byLatitude = nodes.sort((a, b) => a.lat - b.lat);
  const [south, north] = [byLatitude.at(0), byLatitude.at(-1)];
  if (!south || !north) throw new Error('The city has no junctions.');
  return [south, north];
}
