import { Controller, Req, Res, Sse } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { ServerResponse } from 'node:http';
import type { Observable } from 'rxjs';
import {
  AllowShareLink,
  CurrentReader,
  CurrentUser,
  ForRoles,
  type AccessRequest,
  type Principal,
  type Reader,
} from '#access';
import { OPS_STREAM, streamId } from '#contracts';
import { StreamService } from './stream.service.js';
import { TripStreamId } from './trip-stream-id.decorator.js';

/** The Fastify reply, for the response under it. */
interface Reply {
  raw: ServerResponse;
}

type Frames = Promise<Observable<never>>;

/** Server-Sent Events (WHATWG HTML, section 9.2). Authorised first, then streamed. */
@ApiTags('Streams')
@ApiProduces('text/event-stream')
@ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resume after it; wins' })
@ApiQuery({ name: 'cursor', required: false, description: 'Resume after it' })
@ApiQuery({ name: 'names', required: false, description: '`off` leaves `event:` out' })
@Controller('v1')
export class StreamsController {
  constructor(private readonly streams: StreamService) {}

  @Sse('riders/me/stream')
  @ForRoles('rider')
  @ApiOperation({ summary: 'Everything that happens to you as a rider' })
  rider(
    @CurrentUser() reader: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(streamId('rider', reader.userId), { reader, request, sink });
  }

  @Sse('drivers/me/stream')
  @ForRoles('driver')
  @ApiOperation({ summary: 'Offers and trips, the moment they happen' })
  driver(
    @CurrentUser() reader: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(streamId('driver', reader.userId), { reader, request, sink });
  }

  @Sse('ops/stream')
  @ForRoles('ops')
  @ApiOperation({ summary: 'The state of the city, once a second' })
  city(
    @CurrentUser() reader: Principal,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(OPS_STREAM, { reader, request, sink });
  }

  @Sse('trips/:id/stream')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink({ troubleInBand: true })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    summary: 'One trip, for its rider, its driver, ops and whoever holds a share link',
  })
  trip(
    @CurrentReader() reader: Reader,
    @TripStreamId() stream: ReturnType<typeof streamId>,
    @Req() request: AccessRequest,
    @Res({ passthrough: true }) { raw: sink }: Reply,
  ): Frames {
    return this.streams.read(stream, { reader, request, sink });
  }
}
