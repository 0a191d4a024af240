import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import {
  Bus,
  BusSubjects,
  LifeSign,
  Members,
  Survey,
  type BusSubscription,
  type SurveyKind,
} from '#bus';
import { streamConnectionSchema, streamConnectionsQuerySchema } from '#contracts';
import {
  ConnectionList,
  ConnectionPeers,
  type ConnectionQuery,
  type PeerClosing,
  type PeerConnections,
  type ProcessConnections,
} from '#notification';
import { Settings } from '#platform';

/** Connections in the answer to an operator; each of the processes sends its part of them. */
const MAX_CONNECTIONS = 5_000;
/** Connections that a process sends at least, however many processes there are. */
const MIN_PART = 25;
/** Bytes of the connections of a process: the answer stays below the limit of a message. */
const MAX_BYTES = 800_000;

interface ListQuestion extends ConnectionQuery {
  /** The most connections that a process sends. */
  limit: number;
}

const { user, stream } = streamConnectionsQuerySchema.shape;

/** Members that another version adds are dropped. */
const listSurvey: SurveyKind<ListQuestion, ProcessConnections> = {
  name: 'connections',
  question: z.object({ userId: user, stream, limit: z.number().int().min(1).max(MAX_CONNECTIONS) }),
  answer: z.object({
    process: z.string(),
    total: z.number().int().min(0),
    connections: z.array(z.object(streamConnectionSchema.shape)).max(MAX_CONNECTIONS),
    isPartial: z.boolean(),
  }),
};

const closeSurvey: SurveyKind<{ id: string }, { isClosed: boolean }> = {
  name: 'close-connection',
  question: z.object({ id: z.uuid() }),
  answer: z.object({ isClosed: z.boolean() }),
};

/** What this process answers about its connections, for one of its shards. */
export interface ConnectionAnswers {
  own: ConnectionList;
  /** The name that the connections of the shard have here; undefined at a process of one shard. */
  shard: string | undefined;
  /** The name of this process; see `LifeSign`. */
  process: string;
}

/** What the processes of one shard say of their connections to each other. */
export class ShardConnections {
  private readonly lists;
  private readonly closings;
  private subscriptions: BusSubscription[] = [];

  constructor(bus: Bus, subjects: BusSubjects) {
    this.lists = new Survey(bus, subjects, listSurvey);
    this.closings = new Survey(bus, subjects, closeSurvey);
  }

  answer({ own, shard, process }: ConnectionAnswers): void {
    this.subscriptions = [
      this.lists.answer(process, ({ limit, ...query }) =>
        own.find(query, shard, { maxConnections: limit, maxBytes: MAX_BYTES }),
      ),
      this.closings.answer(process, ({ id }) => ({ isClosed: own.close(id, shard) })),
    ];
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
  }

  async list(query: ConnectionQuery, members: Members): Promise<PeerConnections | undefined> {
    const part = Math.floor(MAX_CONNECTIONS / Math.max(members.list().length, 1));
    const question = { ...query, limit: Math.max(part, MIN_PART) };
    const result = await this.lists.ask(question, { members });
    return result && { processes: result.answers, isComplete: result.isComplete };
  }

  async close(id: string, members: Members): Promise<PeerClosing> {
    const options = { members, isEnough: isClosing };
    const result = await this.closings.ask({ id }, options);
    if (result?.answers.some(isClosing) === true) return 'closed';
    return result?.isComplete === true ? 'absent' : 'unknown';
  }
}

const isClosing = ({ isClosed }: { isClosed: boolean }): boolean => isClosed;

/** The connections at the processes of the own shard, for a process with the database. */
@Injectable()
export class OwnShardConnections
  extends ConnectionPeers
  implements OnModuleInit, BeforeApplicationShutdown
{
  private readonly connections: ShardConnections;

  constructor(
    bus: Bus,
    subjects: BusSubjects,
    private readonly members: Members,
    private readonly sign: LifeSign,
    private readonly own: ConnectionList,
    private readonly settings: Settings,
  ) {
    super();
    this.connections = new ShardConnections(bus, subjects);
  }

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    const { own, sign } = this;
    this.connections.answer({ own, shard: undefined, process: sign.process });
  }

  beforeApplicationShutdown(): void {
    this.connections.stop();
  }

  list(query: ConnectionQuery): Promise<PeerConnections | undefined> {
    return this.connections.list(query, this.members);
  }

  async close(id: string): Promise<PeerClosing> {
    // What is no id is the id of no connection.
    const isAlone = !this.settings.bus.servers || !z.uuid().safeParse(id).success;
    return isAlone ? 'absent' : this.connections.close(id, this.members);
  }
}
