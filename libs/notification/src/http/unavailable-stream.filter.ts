import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { VerificationUnavailable, type AccessRequest } from '#access';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem } from '#platform';
import { acceptsEventStream } from './content-negotiation.js';
import { RefusedStreams } from './refused-streams.js';

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
  constructor(private readonly refused: RefusedStreams) {}

  catch(_error: VerificationUnavailable, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<AccessRequest & { url: string }>();
    const reply = http.getResponse<Reply>().header('Cache-Control', 'no-store');
    if (!acceptsEventStream(request.headers.accept)) {
      refuseFormat(reply, request.url);
      return;
    }
    reply
      .status(200)
      .header('Content-Type', 'text/event-stream')
      .send(this.refused.describe(request, 'unavailable'));
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
