import { Param, type PipeTransform } from '@nestjs/common';
import { streamId, uuid, type StreamId } from '#contracts';
import { DomainError } from '#platform';

const streamIdPipe: PipeTransform<string, StreamId> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (parsed.success) return streamId('trip', parsed.data);
    throw new DomainError('NOT_FOUND', 'There is no such trip, or it is not yours.');
  },
};

/** Provides the stream of the trip whose `:id` is in the path. */
export const TripStreamId = (): ParameterDecorator => Param('id', streamIdPipe);
