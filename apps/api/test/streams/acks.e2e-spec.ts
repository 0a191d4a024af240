import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SseFrame, SseProbe } from '#testing';
import {
  dataOf,
  expectOk,
  goOnline,
  nextOffer,
  type Person,
  requestTrip,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { expectProblem } from '../http/problem-check.js';

let server: TestServer;
let peek: SqlPeek;
const streams: SseProbe[] = [];

beforeAll(async () => {
  server = await startTestServer({ OFFER_ACK_SECONDS: '1', OFFER_SECONDS: '3' });
  peek = await SqlPeek.at(server);
});

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
  await peek.resetCity();
});

afterAll(async () => {
  await peek.close();
  await server.drop();
});

async function onDuty(at = server): Promise<{ driver: Person; stream: SseProbe }> {
  const driver = await signUp(at, 'driver');
  const stream = await driver.stream();
  streams.push(stream);
  await goOnline(driver);
  return { driver, stream };
}

const hear = (stream: SseProbe, type: string) => stream.next(({ event }) => event === type);
const ack = (who: Person, cursor: string | undefined) => who.post('/v1/streams/acks', { cursor });
const reasonOf = (frame: SseFrame) => (dataOf(frame) as { data: { reason: string } }).data.reason;
const ackedAt = (offerId: string) =>
  peek.value<Date | null>('SELECT acknowledged_at FROM offer WHERE id = $1', [offerId]);

describe('an offer that its driver’s client doesn’t acknowledge', () => {
  it('moves on as undelivered in time, and that driver is left alone', async () => {
    const first = await onDuty();
    const trip = await requestTrip(await signUp(server, 'rider'));
    const offer = await nextOffer(first.stream);
    const second = await onDuty();

    expect(reasonOf(await hear(first.stream, 'offer.revoked'))).toBe('undelivered');
    const next = await nextOffer(second.stream);
    expect(next.tripId).toBe(trip.id);
    const lost = await first.driver.post(`/v1/offers/${offer.id}/accept`);
    expectProblem(lost, 409, 'OFFER_REVOKED');
    const seconds = await peek.value<number>(
      'SELECT extract(epoch FROM closed_at - created_at)::float8 FROM offer WHERE id = $1',
      [offer.id],
    );
    expect(seconds).toBeGreaterThanOrEqual(1);

    // The second driver doesn't answer either. No driver is left, and the first isn't asked again.
    expect(reasonOf(await hear(second.stream, 'offer.revoked'))).toBe('undelivered');
    const asked = await peek.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM offer WHERE trip_id = $1 GROUP BY driver_id',
      [trip.id],
    );
    expect(asked).toEqual([{ n: 1 }, { n: 1 }]);
  });

  it('an acknowledgement of an earlier event does not deliver an offer', async () => {
    const { driver, stream } = await onDuty();
    const online = await hear(stream, 'driver.online');
    await requestTrip(await signUp(server, 'rider'));
    await nextOffer(stream);
    await expectOk(ack(driver, online.id));
    expect(reasonOf(await hear(stream, 'offer.revoked'))).toBe('undelivered');
  });
});

describe('an offer that is acknowledged', () => {
  it('stays until it expires', async () => {
    const { driver, stream } = await onDuty();
    await requestTrip(await signUp(server, 'rider'));
    const created = await hear(stream, 'offer.created');
    expect((await ack(driver, created.id)).status).toBe(204);
    expect(await ackedAt(dataOf(created).data.offer.id)).toBeInstanceOf(Date);

    expect(reasonOf(await hear(stream, 'offer.expired'))).toBe('not_answered');
    expect(stream.frames.map(({ event }) => event)).not.toContain('offer.revoked');
  });

  it('an offer is acknowledged once, and late or repeated acknowledgements change no row', async () => {
    const { driver, stream } = await onDuty();
    await requestTrip(await signUp(server, 'rider'));
    const created = await hear(stream, 'offer.created');
    const id = dataOf(created).data.offer.id as string;
    await expectOk(ack(driver, created.id));
    const first = await ackedAt(id);
    for (const cursor of [created.id, stream.frames[0]!.id, created.id]) {
      expect((await ack(driver, cursor)).status).toBe(204);
    }
    expect(await ackedAt(id)).toEqual(first);
  });

  it('an answer to an offer acknowledges it', async () => {
    const { driver, stream } = await onDuty();
    await requestTrip(await signUp(server, 'rider'));
    const offer = await nextOffer(stream);
    await expectOk(driver.post(`/v1/offers/${offer.id}/decline`, { reason: 'Too far' }));
    expect(await ackedAt(offer.id)).toBeInstanceOf(Date);
  });
});

describe('with OFFER_ACK_SECONDS=0', () => {
  it('no client has to acknowledge when OFFER_ACK_SECONDS is 0', async () => {
    const trusting = await startTestServer({ OFFER_ACK_SECONDS: '0', OFFER_SECONDS: '2' });
    const { stream } = await onDuty(trusting);
    await requestTrip(await signUp(trusting, 'rider'));
    await nextOffer(stream);
    expect(reasonOf(await hear(stream, 'offer.expired'))).toBe('not_answered');
    await trusting.drop();
  });
});

describe('a cursor that is acknowledged', () => {
  it('a cursor of another history is ignored', async () => {
    const { driver, stream } = await onDuty();
    await requestTrip(await signUp(server, 'rider'));
    const offer = await nextOffer(stream);
    expect((await ack(driver, 'anotherEpoch-1000')).status).toBe(204);
    expect(await ackedAt(offer.id)).toBeNull();
  });

  it('ahead of the stream is refused', async () => {
    const { driver, stream } = await onDuty();
    const { id } = await hear(stream, 'driver.online');
    const [epoch = ''] = id!.split('-');
    const answer = await ack(driver, `${epoch}-1000`);
    expectProblem(answer, 422, 'VALIDATION_FAILED');
    expect(answer.body.errors).toEqual([{ field: 'cursor', message: 'is ahead of your stream' }]);
  });

  it('a rider may acknowledge; ops may not, because they have no stream of their own', async () => {
    const [rider, ops] = await Promise.all([signUp(server, 'rider'), signUp(server, 'ops')]);
    await requestTrip(rider);
    const stream = await rider.stream();
    streams.push(stream);
    const { id } = await stream.next(({ event }) => event === 'stream.snapshot');
    expect((await ack(rider, id)).status).toBe(204);
    expectProblem(await ack(ops, id), 403, 'FORBIDDEN');
  });

  it('an acknowledgement has no effect on the offer of another driver', async () => {
    const { stream } = await onDuty();
    await requestTrip(await signUp(server, 'rider'));
    const created = await hear(stream, 'offer.created');
    const other = await signUp(server, 'driver');
    // The driver's own stream is empty, so any cursor is ahead of it.
    expectProblem(await ack(other, created.id), 422, 'VALIDATION_FAILED');
    expect(await ackedAt(dataOf(created).data.offer.id)).toBeNull();
  });
});
