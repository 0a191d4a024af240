import { randomUUID } from 'node:crypto';
import type { Principal } from '#access';
import { streamId } from '#contracts';
import { IdempotentCommands, Refusal, Transactions, type Transaction } from '#database';
import { Outbox, newEvent } from '#outbox';
import { TripCommandService } from '#trip';
import type { CapturedServer } from '../../streams/tripstream/capture-application.js';
import { PICKUP, PIN, type SeededTrip } from '../speed/seed.js';

export const commitKinds = ['append', 'command', 'command with a key'] as const;
export type CommitKind = (typeof commitKinds)[number];

export interface CommitLoad {
  kind: CommitKind;
  writers: number;
  seconds: number;
  /** Trips with a driver, each for three commands. */
  trips: readonly SeededTrip[];
}

export interface CommitResult {
  commits: number;
  seconds: number;
  /** CPU of this process, with the tail that reads the events. */
  cpuMicros: number;
}

type Work = (tx: Transaction) => Promise<unknown>;

/** Writers that run commands one after the other, as the controllers of the API run them. */
export class CommitWriters {
  private readonly transactions: Transactions;
  private readonly commands: IdempotentCommands;
  private readonly outbox: Outbox;
  private readonly trips: TripCommandService;

  constructor({ app }: CapturedServer) {
    this.transactions = app.get(Transactions, { strict: false });
    this.commands = app.get(IdempotentCommands, { strict: false });
    this.outbox = app.get(Outbox, { strict: false });
    this.trips = app.get(TripCommandService, { strict: false });
  }

  /** @throws {Error} when the trips do not last as long as the load */
  async run({ kind, writers, seconds, trips }: CommitLoad): Promise<CommitResult> {
    const before = process.cpuUsage();
    const begin = performance.now();
    const end = begin + seconds * 1_000;
    const left = trips.values();
    let commits = 0;
    const write = async (): Promise<void> => {
      for (const trip of left) {
        for (const commit of this.commitsOf(kind, trip)) {
          if (performance.now() >= end) return;
          await commit();
          commits += 1;
        }
      }
      throw new Error(`${trips.length} trips are too few for ${seconds} s.`);
    };
    await Promise.all(Array.from({ length: writers }, write));
    const elapsed = (performance.now() - begin) / 1_000;
    const { user, system } = process.cpuUsage(before);
    return { commits, seconds: elapsed, cpuMicros: user + system };
  }

  private commitsOf(kind: CommitKind, trip: SeededTrip): (() => Promise<unknown>)[] {
    if (kind === 'append') return [() => this.append(trip)];
    const driver = principalOf(trip);
    const key = kind === 'command' ? () => null : randomUUID;
    const { tripId } = trip;
    const run = (action: string, work: Work) => () =>
      this.execute({ trip, action, key: key() }, work);
    return [
      run('arrive', (tx) =>
        this.trips.arrive(tx, driver, { tripId, position: PICKUP, override: undefined }),
      ),
      run('start', (tx) => this.trips.start(tx, driver, { tripId, pin: PIN })),
      run('complete', (tx) =>
        this.trips.complete(tx, driver, { tripId, position: undefined, override: undefined }),
      ),
    ];
  }

  private async execute(
    { trip, action, key }: { trip: SeededTrip; action: string; key: string | null },
    work: Work,
  ): Promise<void> {
    const { tripId, driverId } = trip;
    const path = `/v1/trips/${tripId}/${action}`;
    const command = { userId: driverId, isAnonymous: false, row: tripId, method: 'POST', path };
    const { body } = await this.commands.execute({ ...command, key, body: {} }, work);
    if (body instanceof Refusal) throw body.error;
  }

  private append({ tripId, driverId }: SeededTrip): Promise<void> {
    return this.transactions.run((tx) => {
      const event = newEvent({
        type: 'driver.online',
        subject: streamId('driver', driverId),
        data: { reason: 'by_driver' },
        streams: [streamId('driver', driverId), streamId('trip', tripId)],
      });
      this.outbox.append(tx, [event], new Date());
    });
  }
}

const principalOf = ({ driverId }: SeededTrip): Principal => ({
  userId: driverId,
  role: 'driver',
  name: 'Dora',
  expiresAt: new Date(Date.now() + 3_600_000),
  tokenId: driverId,
});
