import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HomeTable, type PersonIdentity } from '#access';
import { Bus, BusSubjects, type BusSubscription } from '#bus';
import { activeStatuses } from '#contracts';
import { Transactions } from '#database';
import { Settings } from '#platform';
import { answerEach, type Answer, type Questions } from '../questions.js';

/** A driver is settled where they drive, and a rider where they have a trip under way. */
const FIND_SETTLED = `
  SELECT a.id, a.role, EXISTS (
    SELECT FROM trip t
    WHERE t.rider_id = a.id AND t.status IN (${activeStatuses.map((s) => `'${s}'`).join(', ')})
  ) AS "hasTrip"
  FROM account a WHERE a.issuer = $1 AND a.subject = $2`;

/** Answers the questions about homes: the directory those of all shards, the others their own. */
@Injectable()
export class HomeAnswers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private subscriptions: BusSubscription[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly settings: Settings,
    private readonly homes: HomeTable,
    private readonly transactions: Transactions,
  ) {}

  onApplicationBootstrap(): void {
    const { shard, shards, directoryShard } = this.settings.bus;
    if (shards.length === 1) return;
    this.answer('settled', (identity) => this.findSettled(identity));
    if (shard !== directoryShard) return;
    this.answer('home', ({ person }) => this.homes.find(person));
    this.answer('move-home', async ({ person, shard: to }) => {
      await this.homes.move(person, to);
      return null;
    });
  }

  beforeApplicationShutdown(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
  }

  private answer<Name extends keyof Questions>(name: Name, answer: Answer<Name>): void {
    const { bus, subjects } = this;
    this.subscriptions.push(answerEach({ bus, subjects, name }, answer));
  }

  private async findSettled(identity: PersonIdentity): Promise<Questions['settled'][1]> {
    const rows = await this.transactions.query<{ id: string; role: string; hasTrip: boolean }>(
      FIND_SETTLED,
      [identity.issuer, identity.subject],
    );
    return {
      isSettled: rows.some(({ role, hasTrip }) => role === 'driver' || hasTrip),
      userId: rows.find(({ role }) => role === 'rider')?.id ?? null,
    };
  }
}
