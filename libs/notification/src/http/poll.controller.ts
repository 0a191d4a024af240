import { Controller, Query } from '@nestjs/common';
import { AllowShareLink, ForRoles } from '#access';
import {
  OPS_STREAM,
  pollQuerySchema,
  streamId,
  type PollAnswer,
  type PollQuery,
  type StreamId,
} from '#contracts';
import { PollService } from './poll.service.js';
import { StreamCaller } from './stream-caller.decorator.js';
import { Poll } from './stream-form.js';
import type { StreamCall } from './stream.service.js';
import { TripStreamId } from './trip-stream-id.decorator.js';

type Answer = Promise<PollAnswer>;

/** The streams of StreamsController in their other form: JSON, for polling and long polling. */
@Controller('v1')
export class PollController {
  constructor(private readonly polls: PollService) {}

  @Poll('riders/me/stream')
  @ForRoles('rider')
  rider(
    @StreamCaller() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(streamId('rider', call.reader.userId), query, call);
  }

  @Poll('drivers/me/stream')
  @ForRoles('driver')
  driver(
    @StreamCaller() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(streamId('driver', call.reader.userId), query, call);
  }

  @Poll('ops/stream')
  @ForRoles('ops')
  city(
    @StreamCaller() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(OPS_STREAM, query, call);
  }

  @Poll('trips/:id/stream')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink()
  trip(
    @TripStreamId() stream: StreamId,
    @StreamCaller() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(stream, query, call);
  }
}
