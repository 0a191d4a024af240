import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { tripTimelineSchema, type TripTimeline } from '#contracts';
import { TripId } from './trip-id.decorator.js';
import { TripTimelineReader } from './trip-timeline-reader.js';

@ApiTags('Operations')
@Controller('v1/ops/trips/:id/timeline')
@ForRoles('ops')
export class TripTimelineController {
  constructor(private readonly reader: TripTimelineReader) {}

  @Get()
  @ApiOperation({
    summary: 'When each event of a trip was appended, seen, written to streams and acknowledged',
    description:
      'Appends are stored. What the processes saw and wrote is kept by each of them for its last ' +
      '131,072 notes: `keepsSince` says from when on, and `isComplete` of an event whether it is ' +
      'later than that at all processes that answered.',
  })
  @ApiResponse({ status: 200, standardSchema: tripTimelineSchema })
  read(@TripId() tripId: string): Promise<TripTimeline> {
    return this.reader.read(tripId);
  }
}
