import { Controller, Sse, UseFilters } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { AllowShareLink, ForRoles } from '#access';
import { OPS_STREAM, streamId } from '#contracts';
import { SkipHelmet } from './skip-helmet.decorator.js';
import { CurrentStreamCall } from './current-stream-call.decorator.js';
import { StreamService, type StreamCall } from './stream.service.js';
import { ApiStreamResponses } from './api-stream-responses.decorator.js';
import { TripStreamId } from './trip-stream-id.decorator.js';
import { UnavailableStreamFilter } from './unavailable-stream.filter.js';

type Frames = Promise<Observable<never>>;

/**
 * The streams as Server-Sent Events (WHATWG HTML, section 9.2). Access is checked before the
 * response begins.
 */
@ApiTags('Streams')
@Controller('v1')
@UseFilters(UnavailableStreamFilter)
export class StreamsController {
  constructor(private readonly streams: StreamService) {}

  @Sse('riders/me/stream')
  @SkipHelmet()
  @ApiStreamResponses()
  @ForRoles('rider')
  @ApiOperation({ summary: 'Everything that happens to you as a rider' })
  rider(@CurrentStreamCall() call: StreamCall): Frames {
    return this.streams.read(streamId('rider', call.requester.userId), call);
  }

  @Sse('drivers/me/stream')
  @SkipHelmet()
  @ApiStreamResponses()
  @ForRoles('driver')
  @ApiOperation({ summary: 'Offers and trips, the moment they happen' })
  driver(@CurrentStreamCall() call: StreamCall): Frames {
    return this.streams.read(streamId('driver', call.requester.userId), call);
  }

  @Sse('ops/stream')
  @SkipHelmet()
  @ApiStreamResponses()
  @ForRoles('ops')
  @ApiOperation({ summary: 'The state of the city, once a second' })
  city(@CurrentStreamCall() call: StreamCall): Frames {
    return this.streams.read(OPS_STREAM, call);
  }

  @Sse('trips/:id/stream')
  @SkipHelmet()
  @ApiStreamResponses()
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink({ reportErrorsInStream: true })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    summary: 'One trip, for its rider, its driver, ops and whoever holds a share link',
  })
  trip(
    @TripStreamId() stream: ReturnType<typeof streamId>,
    @CurrentStreamCall() call: StreamCall,
  ): Frames {
    return this.streams.read(stream, call);
  }
}
