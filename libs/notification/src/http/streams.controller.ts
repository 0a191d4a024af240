import { Controller, Sse } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { AllowShareLink, ForRoles } from '#access';
import { OPS_STREAM, streamId } from '#contracts';
import { NoDocument } from './no-document.decorator.js';
import { StreamCaller } from './stream-caller.decorator.js';
import { StreamService, type StreamCall } from './stream.service.js';
import { ReadThreeWays } from './three-ways.decorator.js';
import { TripStreamId } from './trip-stream-id.decorator.js';

type Frames = Promise<Observable<never>>;

/** Server-Sent Events (WHATWG HTML, section 9.2). Authorised first, then streamed. */
@ApiTags('Streams')
@Controller('v1')
export class StreamsController {
  constructor(private readonly streams: StreamService) {}

  @Sse('riders/me/stream')
  @NoDocument()
  @ReadThreeWays()
  @ForRoles('rider')
  @ApiOperation({ summary: 'Everything that happens to you as a rider' })
  rider(@StreamCaller() call: StreamCall): Frames {
    return this.streams.read(streamId('rider', call.reader.userId), call);
  }

  @Sse('drivers/me/stream')
  @NoDocument()
  @ReadThreeWays()
  @ForRoles('driver')
  @ApiOperation({ summary: 'Offers and trips, the moment they happen' })
  driver(@StreamCaller() call: StreamCall): Frames {
    return this.streams.read(streamId('driver', call.reader.userId), call);
  }

  @Sse('ops/stream')
  @NoDocument()
  @ReadThreeWays()
  @ForRoles('ops')
  @ApiOperation({ summary: 'The state of the city, once a second' })
  city(@StreamCaller() call: StreamCall): Frames {
    return this.streams.read(OPS_STREAM, call);
  }

  @Sse('trips/:id/stream')
  @NoDocument()
  @ReadThreeWays()
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink({ troubleInBand: true })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiOperation({
    summary: 'One trip, for its rider, its driver, ops and whoever holds a share link',
  })
  trip(
    @TripStreamId() stream: ReturnType<typeof streamId>,
    @StreamCaller() call: StreamCall,
  ): Frames {
    return this.streams.read(stream, call);
  }
}
