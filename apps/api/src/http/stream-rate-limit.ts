import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessRequest, CallerIdentifier } from '#access';
import type { ClosingReason } from '#contracts';
import { RefusedStreams } from '#notification';
import type { Settings } from '#platform';
import { MonotonicRateStore } from './monotonic-rate-store.js';

const WINDOW_MS = 1_000;

type IsEventStream = (request: Pick<AccessRequest, 'routeOptions' | 'headers'>) => boolean;

/**
 * Limits how often a caller opens event streams and replays. The refusal is a stream that ends with
 * `limit`: a native `EventSource` never reconnects after a 429. It costs no read of the database.
 */
export function limitStreamOpenings(
  app: NestFastifyApplication,
  settings: Settings,
  {
    callers,
    isEventStream,
  }: {
    callers: CallerIdentifier;
    isEventStream: IsEventStream;
  },
): void {
  const refused = app.get(RefusedStreams);
  const store = new MonotonicRateStore();
  const fastify = app.getHttpAdapter().getInstance();
  const isWithinLimit = async (request: Parameters<CallerIdentifier['identify']>[0]) => {
    const caller = await callers.identify(request);
    return store.count(caller, WINDOW_MS).current <= settings.http.rateLimitPerSecond;
  };
  // With a callback, because a promise would cost every request of every route.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isEventStream(request)) return done();
    const answer = (isAllowed: boolean): void => {
      if (isAllowed) return done();
      refuse(refused, { request, reply }, 'limit');
    };
    isWithinLimit(request).then(answer).catch(done);
  });
}

/**
 * Ends each stream before it begins, at a process that serves none (`ROLE=api`). The client comes
 * back, and the balancer may lead it to a gateway then.
 */
export function refuseStreams(app: NestFastifyApplication, isEventStream: IsEventStream): void {
  const refused = app.get(RefusedStreams);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (isEventStream(request)) refuse(refused, { request, reply }, 'unavailable');
      else done();
    });
}

/** The used part of a Fastify reply. */
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: Buffer): unknown;
}

interface Refusal {
  request: object;
  reply: Reply;
}

function refuse(refused: RefusedStreams, { request, reply }: Refusal, reason: ClosingReason): void {
  void reply
    .status(200)
    .header('Content-Type', 'text/event-stream')
    .header('Cache-Control', 'no-store')
    .send(refused.describe(request as never, reason));
}
