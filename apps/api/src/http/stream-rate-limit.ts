import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { CallerIdentifier } from '#access';
import { RefusedStreams } from '#notification';
import type { Settings } from '#platform';
import { MonotonicRateStore } from './monotonic-rate-store.js';
import { refuseStream, type IsEventStream } from './refuse-streams.js';

const WINDOW_MS = 1_000;

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
      refuseStream(refused, { request: request as never, reply }, 'limit');
    };
    isWithinLimit(request).then(answer).catch(done);
  });
}
