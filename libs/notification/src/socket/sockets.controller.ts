import { Controller, Res } from '@nestjs/common';
import { AllowShareLink, ForRoles } from '#access';
import { OPS_STREAM, streamId, type StreamId } from '#contracts';
import { CurrentStreamCall } from '../http/current-stream-call.decorator.js';
import { GetSocket } from '../http/stream-format.js';
import type { StreamCall } from '../http/stream.service.js';
import { TripStreamId } from '../http/trip-stream-id.decorator.js';
import { SocketService, type HijackableReply } from './socket.service.js';

/** The streams of StreamsController over WebSocket (RFC 6455), at the same addresses. */
@Controller('v1')
export class SocketsController {
  constructor(private readonly sockets: SocketService) {}

  @GetSocket('riders/me/stream')
  @ForRoles('rider')
  rider(@CurrentStreamCall() call: StreamCall, @Res() reply: HijackableReply): Promise<void> {
    return this.sockets.open(streamId('rider', call.requester.userId), call, reply);
  }

  @GetSocket('drivers/me/stream')
  @ForRoles('driver')
  driver(@CurrentStreamCall() call: StreamCall, @Res() reply: HijackableReply): Promise<void> {
    return this.sockets.open(streamId('driver', call.requester.userId), call, reply);
  }

  @GetSocket('ops/stream')
  @ForRoles('ops')
  city(@CurrentStreamCall() call: StreamCall, @Res() reply: HijackableReply): Promise<void> {
    return this.sockets.open(OPS_STREAM, call, reply);
  }

  @GetSocket('trips/:id/stream')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink()
  trip(
    @TripStreamId() stream: StreamId,
    @CurrentStreamCall() call: StreamCall,
    @Res() reply: HijackableReply,
  ): Promise<void> {
    return this.sockets.open(stream, call, reply);
  }
}
