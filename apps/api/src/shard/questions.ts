import type { PersonIdentity, Principal, Requester, Revocations, ShareEnd, Viewer } from '#access';
import {
  answerQuestions,
  BusQuestions,
  type Bus,
  type BusSubjects,
  type BusSubscription,
} from '#bus';
import type { StreamId } from '#contracts';
import type { HistoryEvent } from '#outbox';
import type { OpeningRequest, PageRequest, ReplayOpening, StreamOpening } from '#notification';

/** A user, a viewer, or a token that is revoked. */
interface Expiring {
  expiresAt: Date;
}

/** The same on its way over the bus, where times are texts. */
type Sent<T extends Expiring> = T extends unknown
  ? Omit<T, 'expiresAt'> & { expiresAt: string }
  : never;

export type SentRequester = Sent<Requester>;

export type SentOpeningRequest = Omit<OpeningRequest, 'requester'> & { requester: SentRequester };

/** The signs of life of users; those of riders with their ages in seconds. */
export interface PresenceReport {
  /** Drivers who made a request, in the last second or before the report could be sent. */
  drivers: string[];
  /** Riders who made a request. */
  riders: [id: string, age: number][];
  /** Riders who had a stream open. */
  streamed: [id: string, age: number][];
}

/**
 * What a gateway asks the processes of its shard that have the database, with the type of a request
 * and of its result, and the most requests in one message. They keep a message below the limit of
 * 1 MB: a token, a share link and a cursor have 16 KB at most, as all headers of a request together.
 */
export interface Questions {
  open: [SentOpeningRequest, StreamOpening];
  'open-replay': [SentOpeningRequest, ReplayOpening];
  page: [PageRequest, readonly HistoryEvent[]];
  heads: [readonly StreamId[], [StreamId, number][]];
  check: [{ requester: SentRequester; stream: StreamId }, null];
  identify: [{ token: string }, Sent<Principal>];
  revocations: [{ since: number; limit: number }, SentRevocations];
  'open-link': [{ tripId: string; token: string }, Sent<Viewer>];
  'ended-links': [readonly string[], [string, ShareEnd][]];
  presence: [PresenceReport, null];
  /** To the directory: the shard of a person; null for one who has never moved. */
  home: [{ person: string }, string | null];
  'move-home': [{ person: string; shard: string }, null];
  /** To the old shard: whether the person has to stay, and their account as a rider. */
  settled: [PersonIdentity, { isSettled: boolean; userId: string | null }];
}

export interface SentRevocations extends Omit<Revocations, 'tokens'> {
  tokens: Sent<Revocations['tokens'][number]>[];
}

const MAX_BATCH: Readonly<Record<keyof Questions, number>> = {
  open: 64,
  'open-replay': 32,
  page: 32,
  heads: 4,
  check: 64,
  identify: 32,
  revocations: 1,
  'open-link': 32,
  'ended-links': 4,
  presence: 1,
  home: 64,
  'move-home': 64,
  settled: 32,
};

/**
 * Questions whose answers are read by an index, or from memory. An opening has a snapshot, and a
 * report of presence writes.
 */
const CHEAP: ReadonlySet<keyof Questions> = new Set([
  'page',
  'heads',
  'check',
  'identify',
  'revocations',
  'ended-links',
]);

type Asker<Name extends keyof Questions> = BusQuestions<Questions[Name][0], Questions[Name][1]>;

export const createAsker = <Name extends keyof Questions>(
  bus: Bus,
  subjects: BusSubjects,
  name: Name,
): Asker<Name> =>
  new BusQuestions(bus, {
    subject: subjects.question(name),
    maxBatch: MAX_BATCH[name],
    isCheap: CHEAP.has(name),
  });

/** Answers one request of a question. */
export type Answer<Name extends keyof Questions> = (
  request: Questions[Name][0],
) => Promise<Questions[Name][1]>;

/** Answers a question, in turn with the other processes of the shard. */
export const answerEach = <Name extends keyof Questions>(
  { bus, subjects, name }: { bus: Bus; subjects: BusSubjects; name: Name },
  answer: Answer<Name>,
): BusSubscription =>
  answerQuestions<Questions[Name][0], Questions[Name][1]>(
    bus,
    subjects.question(name),
    (requests) => Promise.all(requests.map((request) => answer(request).catch(toError))),
  );

const toError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

export const send = <T extends Expiring>(given: T): Sent<T> =>
  ({ ...given, expiresAt: given.expiresAt.toISOString() }) as unknown as Sent<T>;

export const receive = <T extends Expiring>(sent: Sent<T>): T =>
  ({ ...sent, expiresAt: new Date(sent.expiresAt) }) as unknown as T;
