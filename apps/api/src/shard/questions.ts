import type { Principal, Requester, Revocations, ShareEnd, Viewer } from '#access';
import { BusQuestions, type Bus, type BusSubjects } from '#bus';
import type { StreamId } from '#contracts';
import type { HistoryEvent } from '#outbox';
import type { OpeningRequest, PageRequest, ReplayOpening, StreamOpening } from '#notification';

/** Times become texts on the way; the reader makes times of them again. */
type Sent<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] };

/** The user or viewer of a request, or the one that a token names, on its way over the bus. */
export type SentRequester = Sent<Principal> | Sent<Viewer>;

export type SentOpeningRequest = Omit<OpeningRequest, 'requester'> & { requester: SentRequester };

/** The signs of life of users, each with its age in seconds. */
export interface PresenceReport {
  /** Drivers who made a request. */
  drivers: [id: string, age: number][];
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
  'is-revoked': [{ tokenId: string }, boolean];
  'open-link': [{ tripId: string; token: string }, Sent<Viewer>];
  'ended-links': [readonly string[], [string, ShareEnd][]];
  presence: [PresenceReport, null];
}

export interface SentRevocations extends Omit<Revocations, 'tokens'> {
  tokens: { tokenId: string; expiresAt: string }[];
}

const MAX_BATCH: Readonly<Record<keyof Questions, number>> = {
  open: 64,
  'open-replay': 32,
  page: 32,
  heads: 4,
  check: 64,
  identify: 32,
  revocations: 1,
  'is-revoked': 64,
  'open-link': 32,
  'ended-links': 4,
  presence: 1,
};

type Asker<Name extends keyof Questions> = BusQuestions<Questions[Name][0], Questions[Name][1]>;

export const createAsker = <Name extends keyof Questions>(
  bus: Bus,
  subjects: BusSubjects,
  name: Name,
): Asker<Name> =>
  new BusQuestions(bus, { subject: subjects.question(name), maxBatch: MAX_BATCH[name] });

export const sendRequester = (requester: Requester): SentRequester => ({
  ...requester,
  expiresAt: requester.expiresAt.toISOString(),
});

export const receiveRequester = (sent: SentRequester): Requester => ({
  ...sent,
  expiresAt: new Date(sent.expiresAt),
});
