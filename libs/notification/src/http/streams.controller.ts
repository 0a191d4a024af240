import { Controller, Req, Res, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Writable } from 'node:stream';
import type { Observable } from 'rxjs';
import { CurrentUser, ForRoles, type AccessRequest, type Principal } from '#access';
import { streamId } from '#contracts';
import { StreamService } from './stream.service.js';
import { TripStreamId } from './trip-stream-id.decorator.js';

/** Characters that may wait in this process for a reader that doesn't read; then it is cut. */
const MAX_PENDING = { maxPendingDataLength: 256 * 1024 };

/** The Fastify reply, for the response under it. */
interface Reply {
  raw: Writable;
}

type Frames = Promise<Observable<MessageEvent>>;

/** Server-Sent Events (WHATWG HTML, section 9.2). Authorised first, then streamed. */
@ApiTags('Streams')
@ApiProduces('text/event-stream')
@ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resume after it; wins' })
@ApiQuery({ name: 'cursor', required: false, description: 'Resume after it' })
@ApiQuery({ name: 'names', required: false, description: '`off` leaves `event:` out' })
@Controller('v1')
export class StreamsController {
  constructor(private readonly streams: StreamService) {}

  @Sse('riders/me/stream', MAX_PENDING)
  @ForRoles('rider')
  @ApiOperation({ summary: 'Everything that happens to you as a rider' })
  rider(
    @CurrentUser() reader: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(streamId('rider', reader.userId), { reader, request, sink });
  }

  @Sse('drivers/me/stream', MAX_PENDING)
  @ForRoles('driver')
  @ApiOperation({ summary: 'Offers and trips, the moment they happen' })
  driver(
    @CurrentUser() reader: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(streamId('driver', reader.userId), { reader, request, sink });
  }

  @Sse('trips/:id/stream', MAX_PENDING)
  @ForRoles('rider', 'driver', 'ops')
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({ summary: 'One trip, for its rider, its driver and ops' })
  trip(
    @CurrentUser() reader: Principal,
    @TripStreamId() stream: ReturnType<typeof streamId>,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(stream, { reader, request, sink });
  }
}
