import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { VerificationUnavailable, type AccessRequest } from '#access';
import { parseCursor } from '#contracts';
import { Epoch } from '#outbox';
import { DomainError, PROBLEM_MEDIA_TYPE, Settings, toProblem } from '#platform';
import { describeClosing } from '../connection/stream-closing.js';
import { createClosingFrame } from '../frame/frame.js';
import { acceptsEventStream } from './content-negotiation.js';
import { readPresentedCursor } from './stream.service.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: Buffer | string): unknown;
}

/**
 * Answers a stream whose requester could not be verified, because the issuer of tokens or the
 * database is away: one `stream.closing` with `unavailable`, at the cursor of the request.
 */
@Catch(VerificationUnavailable)
export class UnavailableStreamFilter implements ExceptionFilter<VerificationUnavailable> {
  constructor(
    private readonly epoch: Epoch,
    private readonly settings: Settings,
  ) {}

  catch(_error: VerificationUnavailable, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<AccessRequest & { url: string }>();
    const reply = http.getResponse<Reply>().header('Cache-Control', 'no-store');
    if (!acceptsEventStream(request.headers.accept)) {
      refuseFormat(reply, request.url);
      return;
    }
    const presented = parseCursor(readPresentedCursor(request) ?? '');
    const cursor = presented ?? { epoch: this.epoch.lastKnown ?? '0', seq: 0 };
    const { closing, retryMs } = describeClosing('unavailable', this.settings.streams.retryMs);
    reply
      .status(200)
      .header('Content-Type', 'text/event-stream')
      .send(createClosingFrame(cursor, closing, retryMs).bytes);
  }
}

function refuseFormat(reply: Reply, url: string): void {
  const error = new DomainError('NOT_ACCEPTABLE', 'Send Accept: text/event-stream.');
  const problem = toProblem(error, url.split('?')[0] ?? url);
  reply
    .status(problem.status)
    .header('Content-Type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problem));
}
