import { Injectable, Logger } from '@nestjs/common';
import { EMPTY, type Observable } from 'rxjs';
import type { StreamId } from '#contracts';
import { DomainError, Settings } from '#platform';
import { PendingResponses } from '../connection/pending-responses.js';
import { EventRedactor } from '../frame/event-redactor.js';
import type { ReplayOpening } from '../replay/replay-opener.js';
import { Replay, type ReplayContext } from '../replay/replay.js';
import { StreamShards } from '../shard/stream-shards.js';
import { StreamAccess } from '../stream-access.js';
import { acceptsEventStream } from './content-negotiation.js';
import { serveFrames } from './serve-frames.js';
import { StreamEnded } from './stream-ended.js';
import {
  isDatabaseUnavailable,
  isHead,
  toStreamRequest,
  type StreamCall,
} from './stream.service.js';

/** Answers an HTTP request with a replay of a trip's stream. */
@Injectable()
export class ReplayService {
  private readonly logger = new Logger('Replay');
  private readonly context: Omit<ReplayContext, 'source'>;

  constructor(
    private readonly shards: StreamShards,
    private readonly access: StreamAccess,
    private readonly pending: PendingResponses,
    redactor: EventRedactor,
    settings: Settings,
  ) {
    const { heartbeatSeconds, retryMs } = settings.streams;
    this.context = {
      access,
      redactor,
      heartbeatSeconds,
      retryMs,
      onError: (error) => {
        this.logger.warn('A replay failed', error);
      },
    };
  }

  /**
   * @param speed 10 replays ten times as fast as the events were recorded
   * @throws DomainError NOT_ACCEPTABLE, NOT_FOUND
   * @throws StreamEnded when the cursor stands behind the last event of the trip
   */
  async play(stream: StreamId, speed: number, call: StreamCall): Promise<Observable<never>> {
    if (!acceptsEventStream(call.request.headers.accept)) {
      throw new DomainError('NOT_ACCEPTABLE', 'Send Accept: text/event-stream.');
    }
    const request = toStreamRequest(stream, call);
    const opening = await this.open(request);
    if (opening?.isOver) throw new StreamEnded();
    if (isHead(call.request)) return EMPTY;
    const { source } = this.shards.findFor(request.requester);
    const replay = new Replay(request, { ...this.context, source }, speed);
    request.sink.onClose(replay.end.bind(replay));
    return serveFrames(request.sink, {
      onEnd: replay.onEnd.bind(replay),
      end: replay.end.bind(replay),
      start: async () => {
        replay.onEnd(this.pending.register(replay, request.address));
        if (opening) await replay.run(opening);
        else replay.close('unavailable');
      },
    });
  }

  /** @returns null while the database is away; the replay reports it in the stream */
  private async open(request: ReturnType<typeof toStreamRequest>): Promise<ReplayOpening | null> {
    try {
      await this.access.check(request.requester, request.stream);
      return await this.shards.findFor(request.requester).source.openReplay(request);
    } catch (error) {
      if (isDatabaseUnavailable(error)) return null;
      throw error;
    }
  }
}
