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
import { CurrentStreamCall } from './current-stream-call.decorator.js';
import { GetPoll } from './stream-format.js';
import type { StreamCall } from './stream.service.js';
import { TripStreamId } from './trip-stream-id.decorator.js';

type Answer = Promise<PollAnswer>;

/** The streams of StreamsController in their JSON format, for polling and long polling. */
@Controller('v1')
export class PollController {
  constructor(private readonly polls: PollService) {}

  @GetPoll('riders/me/stream')
  @ForRoles('rider')
  rider(
    @CurrentStreamCall() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(streamId('rider', call.requester.userId), query, call);
  }

  @GetPoll('drivers/me/stream')
  @ForRoles('driver')
  driver(
    @CurrentStreamCall() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(streamId('driver', call.requester.userId), query, call);
  }

  @GetPoll('ops/stream')
  @ForRoles('ops')
  city(
    @CurrentStreamCall() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(OPS_STREAM, query, call);
  }

  @GetPoll('trips/:id/stream')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink()
  trip(
    @TripStreamId() stream: StreamId,
    @CurrentStreamCall() call: StreamCall,
    @Query({ schema: pollQuerySchema }) query: PollQuery,
  ): Answer {
    return this.polls.poll(stream, query, call);
  }
}
