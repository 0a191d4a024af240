import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AccessRequest } from '#access';
import { DomainError } from '#platform';
import type { StreamCall } from './stream.service.js';

/** Provides the requester, the request and the response of a stream route. */
export const CurrentStreamCall = createParamDecorator(
  (_data: unknown, context: ExecutionContext): StreamCall => {
    const http = context.switchToHttp();
    const request = http.getRequest<AccessRequest & Pick<StreamCall, 'raw'>>();
    const { raw: sink } = http.getResponse<{ raw: StreamCall['sink'] }>();
    // A viewer is set only on routes that allow share links.
    const requester = request.viewer ?? request.principal;
    if (!requester) throw new DomainError('UNAUTHENTICATED', 'Send a token.');
    return { requester, request, sink, raw: request.raw };
  },
);
