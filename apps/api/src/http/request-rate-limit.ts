import fastifyRateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getRoute, type CallerIdentifier } from '#access';
import type { Settings } from '#platform';
import { MonotonicRateStore } from './monotonic-rate-store.js';
import type { IsEventStream } from './refuse-streams.js';

const WINDOW_MS = 1_000;

/**
 * Probes have no rate limit: an orchestrator would end a server that refuses them. Any number of
 * them costs a few checks a second.
 */
const UNLIMITED = new Set(['/health/live', '/health/ready']);

interface Callers {
  callers: CallerIdentifier;
  isEventStream: IsEventStream;
}

/**
 * Limits how often a caller sends requests, also to addresses without a route. The plugin makes
 * about ten promises for each request. A request of a known user within the limit is counted here,
 * without one; the plugin names every other caller and makes the refusals. Both use one store.
 * Streams are counted in `limitStreamOpenings`.
 */
export async function limitRequests(
  app: NestFastifyApplication,
  settings: Settings,
  { callers, isEventStream }: Callers,
): Promise<void> {
  const store = new MonotonicRateStore();
  const max = settings.http.rateLimitPerSecond;
  await app.register(fastifyRateLimit, {
    global: false,
    max,
    timeWindow: WINDOW_MS,
    // The plugin creates its store, and a constructor may return another object.
    store: function SharedStore() {
      return store;
    } as never,
    keyGenerator: (request) => callers.identify(request),
  });
  const fastify = app.getHttpAdapter().getInstance();
  const limit = fastify.rateLimit().bind(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (UNLIMITED.has(getRoute(request)) || isEventStream(request)) return done();
    const caller = callers.findKnown(request);
    if (caller !== undefined) {
      const { current, ttl } = store.count(caller, WINDOW_MS);
      if (current <= max) {
        reply.header('x-ratelimit-limit', max);
        reply.header('x-ratelimit-remaining', max - current);
        reply.header('x-ratelimit-reset', Math.ceil(ttl / 1000));
        return done();
      }
    }
    limit(request, reply).then(() => {
      done();
    }, done);
  });
}
