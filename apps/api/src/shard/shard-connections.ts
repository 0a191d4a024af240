import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Bus, BusSubjects, Survey, type BusSubscription, type SurveyKind } from '#bus';
import {
  ConnectionList,
  ConnectionPeers,
  type ConnectionQuery,
  type ProcessConnections,
} from '#notification';
import { Settings } from '#platform';

/** Connections in an answer, of about 500 bytes each: an answer stays below the limit of a message. */
const MAX_CONNECTIONS = 1_500;

const connectionSurvey: SurveyKind<ConnectionQuery, ProcessConnections> = {
  name: 'connections',
  isQuestion: ({ userId, stream }) =>
    [userId, stream].every((value) => value === undefined || typeof value === 'string'),
  isAnswer: ({ process, total, connections }) =>
    typeof process === 'string' && Number.isSafeInteger(total) && Array.isArray(connections),
};

interface CloseQuestion {
  id: string;
  shard: string | undefined;
}

interface CloseAnswer {
  isClosed: boolean;
}

const closeSurvey: SurveyKind<CloseQuestion, CloseAnswer> = {
  name: 'close-connection',
  isQuestion: ({ id }) => typeof id === 'string',
  isAnswer: ({ isClosed }) => typeof isClosed === 'boolean',
};

/** What the processes of one shard say of their connections to each other. */
export class ShardConnections {
  private readonly lists;
  private readonly closings;
  private subscriptions: BusSubscription[] = [];

  constructor(bus: Bus, subjects: BusSubjects) {
    this.lists = new Survey(bus, subjects, connectionSurvey);
    this.closings = new Survey(bus, subjects, closeSurvey);
  }

  /** Answers for this process. */
  answer(own: ConnectionList): void {
    this.subscriptions = [
      this.lists.answer((query) => own.find(query, MAX_CONNECTIONS)),
      this.closings.answer(({ id, shard }) => ({ isClosed: own.close(id, shard) })),
    ];
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
  }

  list(query: ConnectionQuery): Promise<ProcessConnections[] | undefined> {
    return this.lists.ask(query);
  }

  async close(question: CloseQuestion): Promise<boolean> {
    const answers = (await this.closings.ask(question)) ?? [];
    return answers.some(({ isClosed }) => isClosed);
  }
}

/** The connections at the processes of the own shard, for a process with the database. */
@Injectable()
export class OwnShardConnections
  extends ConnectionPeers
  implements OnModuleInit, BeforeApplicationShutdown
{
  private readonly shard: ShardConnections;

  constructor(
    bus: Bus,
    subjects: BusSubjects,
    private readonly own: ConnectionList,
    private readonly settings: Settings,
  ) {
    super();
    this.shard = new ShardConnections(bus, subjects);
  }

  onModuleInit(): void {
    if (this.settings.bus.servers) this.shard.answer(this.own);
  }

  beforeApplicationShutdown(): void {
    this.shard.stop();
  }

  list(query: ConnectionQuery): Promise<ProcessConnections[] | undefined> {
    return this.shard.list(query);
  }

  close(question: CloseQuestion): Promise<boolean> {
    return this.shard.close(question);
  }
}
