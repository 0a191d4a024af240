import { pollAnswerSchema, type PollAnswer, type PolledEvent } from '#contracts';
import { until, type SseFrame } from '#testing';
import {
  type Answer,
  api,
  dataOf,
  eventsIn,
  expectOk,
  type Person,
  type TestServer,
} from '#api-harness';

const JSON_ONLY = { accept: 'application/json' };

export const streamOf = ({ role }: Person): string => `/v1/${role}s/me/stream`;

/** Asks a stream for JSON; the client's own by default. @param query begins with `?` */
export const ask = (
  who: Person,
  query = '',
  { path = streamOf(who), headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Answer<PollAnswer>> =>
  who.get<PollAnswer>(path + query, undefined, { ...JSON_ONLY, ...headers });

/** A poll that is answered with 200, checked against the schema of the contract. */
export const poll = async (...parameters: Parameters<typeof ask>): Promise<PollAnswer> =>
  pollAnswerSchema.parse(await expectOk(ask(...parameters)));

/** Polls on from `cursor` until an event of this type has come. @param query begins with `&` */
export async function pollUntil(
  who: Person,
  type: string,
  { cursor, query, path = streamOf(who) }: { cursor: string; query: string; path?: string },
): Promise<PolledEvent[]> {
  const events: PolledEvent[] = [];
  let next = cursor;
  while (!events.some(({ event }) => event === type)) {
    const answer = await poll(who, `?cursor=${next}${query}`, { path });
    events.push(...answer.events);
    next = answer.cursor;
  }
  return events;
}

/** The events of an event stream as a poll has them. */
export const asPolled = (frames: readonly SseFrame[]): PolledEvent[] =>
  eventsIn(frames).map((frame) => ({
    id: frame.id ?? '',
    event: frame.event ?? '',
    data: dataOf(frame),
  }));

/** Until exactly so many polls wait, or replays run. */
export const untilHeld = (server: Pick<TestServer, 'url'>, count: number): Promise<true> =>
  until(`${count} responses are held`, async () => {
    const { body } = await api(server).get<string>('/metrics');
    return new RegExp(`^tripstream_held_responses ${count}$`, 'm').test(body) || undefined;
  });
