import { Controller, Query, Sse, UseFilters } from '@nestjs/common';
import {
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { AllowShareLink, ForRoles } from '#access';
import { replayQuerySchema, type ReplayQuery, type StreamId } from '#contracts';
import { ApiPadding } from './api-stream-responses.decorator.js';
import { ReplayService } from './replay.service.js';
import { CurrentStreamCall } from './current-stream-call.decorator.js';
import type { StreamCall } from './stream.service.js';
import { TripStreamId } from './trip-stream-id.decorator.js';
import { UnavailableStreamFilter } from './unavailable-stream.filter.js';

@ApiTags('Streams')
@Controller('v1')
@UseFilters(UnavailableStreamFilter)
export class ReplayController {
  constructor(private readonly replays: ReplayService) {}

  @Sse('trips/:id/replay')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink({ reportErrorsInStream: true })
  @ApiOperation({ summary: 'What the stream of a trip has carried, at the pace of then or faster' })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on after it; wins' })
  @ApiQuery({ name: 'cursor', required: false, description: 'Go on after it' })
  @ApiQuery({ name: 'names', required: false, description: '`off` leaves `event:` out' })
  @ApiPadding()
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'An event stream', schema: { type: 'string' } })
  @ApiResponse({ status: 204, description: 'Nothing has happened after this cursor' })
  replay(
    @TripStreamId() stream: StreamId,
    @CurrentStreamCall() call: StreamCall,
    @Query({ schema: replayQuerySchema }) { speed }: ReplayQuery,
  ): Promise<Observable<never>> {
    return this.replays.play(stream, speed, call);
  }
}
