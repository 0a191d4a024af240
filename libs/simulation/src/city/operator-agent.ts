import { terminalStatuses, type EphemeralData, type Trip } from '#contracts';
import { StreamConnection, abortableDelay, type TripstreamApi } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import type { VanishedRiderWatch, World } from './world.js';

type SilentTrip = EphemeralData<'city.state'>['silentTrips'][number];

/** Real milliseconds between two looks at a trip whose rider has vanished. */
const LOOKS_EVERY_MS = 1_000;
const REASON = 'The driver does not answer';

/**
 * The operator of a city. They end a ride under way whose driver is lost, which only ops can. They
 * also follow the trips of riders who have vanished, because those riders can't.
 */
export class OperatorAgent implements VanishedRiderWatch {
  private api: TripstreamApi | undefined;
  private readonly seen = new Set<string>();
  private stream: StreamConnection | undefined;
  private readonly random: SeededRandom;

  constructor(private readonly world: Omit<World, 'operator'>) {
    this.random = world.random.derive('operator');
  }

  /** Signs in and watches the city until `close`. */
  async start(): Promise<void> {
    const { sessions, api, baseUrl, stop } = this.world;
    const { token } = await sessions.open('ops', 'Olga');
    this.api = api.withToken(token);
    this.stream = new StreamConnection({
      baseUrl,
      path: '/v1/ops/stream',
      token,
      signal: stop,
      // The stream of ops has no durable events.
      onEvent: () => undefined,
      onEphemeral: (type, data) => {
        if (type !== 'city.state') return;
        const { silentTrips, serverTime } = data as EphemeralData<'city.state'>;
        for (const trip of silentTrips) if (isStuck(trip, serverTime)) void this.end(trip);
      },
    });
    this.stream.connect();
  }

  close(): void {
    this.stream?.close();
  }

  async awaitEnd(tripId: string): Promise<Trip | undefined> {
    const { stop } = this.world;
    while (!stop.aborted) {
      try {
        const trip = await this.api?.trip(tripId);
        if (trip && terminalStatuses.includes(trip.status)) return trip;
      } catch (error) {
        this.report('look at a trip', error);
      }
      await abortableDelay(LOOKS_EVERY_MS, stop);
    }
    return undefined;
  }

  private async end({ tripId }: SilentTrip): Promise<void> {
    if (this.seen.has(tripId)) return;
    this.seen.add(tripId);
    const isOver = this.random.chance(0.5);
    try {
      if (isOver) await this.api?.completeTripAsOperator(tripId, REASON);
      else await this.api?.cancelTripAsOperator(tripId, REASON);
    } catch (error) {
      // The operator tries again with the next frame, unless the trip has ended.
      this.seen.delete(tripId);
      this.report('operator', error);
    }
  }

  private report(what: string, error: unknown): void {
    if (!this.world.stop.aborted) this.world.journal.noteProblem(what, error);
  }
}

const isStuck = ({ status, driverLostAt }: SilentTrip, serverTime: string): boolean =>
  status === 'in_progress' && driverLostAt !== null && driverLostAt <= serverTime;
