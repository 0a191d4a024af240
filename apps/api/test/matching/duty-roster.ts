import type { Offer, Position, Trip } from '#contracts';
import { until, type SseFrame, type SseProbe } from '#testing';
import {
  type Answer,
  api,
  dropoff,
  expectOk,
  nextOffer,
  type Person,
  pickup,
  signUp,
  SqlPeek,
  startTestServer,
  type TestServer,
} from '#api-harness';

/** A driver, and what they hear. */
export interface OnDuty {
  driver: Person;
  stream: SseProbe;
}

/** A server with one policy, its drivers, each where a test wants them, and its riders. */
export class DutyRoster {
  private streams: SseProbe[] = [];

  private constructor(
    readonly server: TestServer,
    readonly peek: SqlPeek,
  ) {}

  static async open(overrides: Record<string, string>): Promise<DutyRoster> {
    const server = await startTestServer(overrides);
    return new DutyRoster(server, await SqlPeek.at(server));
  }

  /** A driver with a session and a position, on duty by default. */
  async driver(
    position = pickup,
    { status = 'online' }: { status?: 'online' | 'offline' } = {},
  ): Promise<OnDuty> {
    const driver = await signUp(this.server, 'driver');
    const stream = await driver.stream();
    this.streams.push(stream);
    await this.peek.place(driver.id, position);
    await expectOk(driver.put('/v1/drivers/me/availability', { status }));
    return { driver, stream };
  }

  /** A new rider's trip. */
  async request(from: Position = pickup, to: Position = dropoff): Promise<Trip> {
    const rider = await signUp(this.server, 'rider');
    return expectOk<Trip>(rider.post('/v1/trips', { pickup: from, dropoff: to }));
  }

  /** The next offer of each. */
  offersTo(drivers: readonly OnDuty[]): Promise<Offer[]> {
    return Promise.all(drivers.map(({ stream }) => nextOffer(stream)));
  }

  async wasAsked({ driver }: OnDuty): Promise<boolean> {
    return (await this.peek.eventsOf(`driver/${driver.id}`)).includes('offer.created');
  }

  /** The value of a sample of `/metrics`; 0 while there is none. */
  async metric(sample: string): Promise<number> {
    const { body } = await api(this.server).get<string>('/metrics');
    const line = body.split('\n').find((text) => text.startsWith(`${sample} `));
    return Number(line?.slice(sample.length) ?? 0);
  }

  /** Waits until so many more windows have left a trip without an offer. */
  async untilLeft(windows = 3): Promise<void> {
    const left = () => this.metric('tripstream_match_trips_total{outcome="left"}');
    const before = await left();
    await until('windows pass', async () => (await left()) >= before + windows);
  }

  /** Takes all drivers off duty between two tests. */
  async clear(): Promise<void> {
    await Promise.all(this.streams.splice(0).map((stream) => stream.close()));
    await this.peek.resetCity();
  }

  async close(): Promise<void> {
    await this.peek.close();
    await this.server.drop();
  }
}

export const accept = (driver: Person, offer: Offer): Promise<Answer<Trip & { code?: string }>> =>
  driver.post(`/v1/offers/${offer.id}/accept`);

export const decline = (driver: Person, offer: Offer): Promise<unknown> =>
  expectOk(driver.post(`/v1/offers/${offer.id}/decline`, { reason: 'Too far' }));

/** The end of an offer, as its driver hears it. */
export async function hearRevoked({ stream }: OnDuty): Promise<{ reason: string }> {
  const isRevoked = ({ event }: SseFrame): boolean => event === 'offer.revoked';
  const { data } = await stream.next(isRevoked);
  return (JSON.parse(data ?? '') as { data: { reason: string } }).data;
}
