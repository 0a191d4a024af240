import { Controller, Get, Param, type PipeTransform } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { tripTimelineSchema, uuid, type TripTimeline } from '#contracts';
import { DomainError } from '#platform';
import { TripTimelineReader } from './trip-timeline-reader.js';

/** A text that is no UUID gets the same answer as an unknown trip. */
const toTripId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new DomainError('NOT_FOUND', 'There is no such trip.');
  },
};

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
  read(@Param('id', toTripId) tripId: string): Promise<TripTimeline> {
    return this.reader.read(tripId);
  }
}
