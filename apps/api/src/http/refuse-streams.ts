import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessRequest } from '#access';
import type { ClosingReason } from '#contracts';
import { RefusedStreams } from '#notification';

/** Whether a request asks for a stream as Server-Sent Events, and not for a poll. */
export type IsEventStream = (
  request: Pick<AccessRequest, 'method' | 'routeOptions' | 'headers'>,
) => boolean;

/** The used part of a Fastify reply. */
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: Buffer): unknown;
}

interface Refusal {
  request: Parameters<RefusedStreams['describe']>[0];
  reply: Reply;
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
      if (!isEventStream(request)) return done();
      refuseStream(refused, { request: request as never, reply }, 'unavailable');
    });
}

/** Answers a stream with its end, and by the status 200. */
export function refuseStream(
  refused: RefusedStreams,
  { request, reply }: Refusal,
  reason: ClosingReason,
): void {
  reply
    .status(200)
    .header('Content-Type', 'text/event-stream')
    .header('Cache-Control', 'no-store')
    .send(refused.describe(request, reason));
}
