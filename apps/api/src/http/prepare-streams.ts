import { SSE_ABORT_CONTROLLER } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getRoute } from '#access';

const STREAM = /\/(stream|replay)$/;

/**
 * Nest gives each event stream an AbortController, and aborts it at the end of its handler. The error
 * that is made for it, with its stack, keeps the whole call for as long as the stream is open. No
 * handler here takes the signal (`@SseSignal`), so that all streams share one that never aborts.
 */
class SharedAbortController extends AbortController {
  override abort(): void {}
}

/**
 * Prepares requests at stream addresses, and sets the headers of their responses. Their format
 * depends on `Accept`, so caches need `Vary: Accept` (RFC 9110, section 12.5.5), beside the `Origin`
 * that CORS may have set. `nosniff` (Fetch standard, section 3.6) is set here because Helmet skips
 * these routes.
 */
export function prepareStreams(app: NestFastifyApplication): void {
  const controller = new SharedAbortController();
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const route = getRoute(request);
      if (STREAM.test(route)) Object.assign(request, { [SSE_ABORT_CONTROLLER]: controller });
      if (route.endsWith('/stream')) {
        const vary = reply.getHeader('Vary');
        reply.header('Vary', vary === undefined ? 'Accept' : `${String(vary)}, Accept`);
        reply.header('X-Content-Type-Options', 'nosniff');
      }
      done();
    });
}
