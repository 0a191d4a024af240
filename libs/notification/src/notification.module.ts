import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AckService } from './ack/ack.service.js';
import { AckStore } from './ack/ack-store.js';
import { ConnectionRegistry } from './connection/connection-registry.js';
import { RevocationWatcher } from './connection/revocation-watcher.js';
import { ConnectionsController } from './http/connections.controller.js';
import { EventRedaction } from './event-redaction.js';
import { EventRedactor } from './frame/event-redactor.js';
import { AcksController } from './http/acks.controller.js';
import { PendingResponses } from './connection/pending-responses.js';
import { StreamOpener } from './connection/stream-opener.js';
import { PollController } from './http/poll.controller.js';
import { PollService } from './http/poll.service.js';
import { RefusedStreams } from './http/refused-streams.js';
import { ReplayController } from './http/replay.controller.js';
import { ReplayService } from './http/replay.service.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { ReplayOpener } from './replay/replay-opener.js';
import { LocalStreamSource } from './source/local-stream-source.js';
import { StreamSource } from './source/stream-source.js';
import { StreamAccess } from './stream-access.js';
import { StreamAcks } from './stream-acks.js';
import { StreamPresence } from './stream-presence.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** The modules whose providers the five classes below inject. */
  imports: Type[];
  access: Type<StreamAccess>;
  acks: Type<StreamAcks>;
  presence: Type<StreamPresence>;
  snapshots: Type<StreamSnapshots>;
  redaction: Type<EventRedaction>;
}

/** The streams. `apps/api` passes in the classes that depend on trip and matching. */
@Module({})
export class NotificationModule {
  static register({
    imports,
    access,
    acks,
    presence,
    snapshots,
    redaction,
  }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [
        AcksController,
        ConnectionsController,
        PollController,
        ReplayController,
        StreamsController,
      ],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamAcks, useClass: acks },
        { provide: StreamPresence, useClass: presence },
        { provide: StreamSnapshots, useClass: snapshots },
        { provide: EventRedaction, useClass: redaction },
        { provide: StreamSource, useClass: LocalStreamSource },
        AckService,
        AckStore,
        ConnectionRegistry,
        RevocationWatcher,
        EventRedactor,
        EphemeralFrames,
        PendingResponses,
        PollService,
        RefusedStreams,
        ReplayOpener,
        ReplayService,
        StreamHub,
        StreamOpener,
        StreamService,
      ],
      exports: [EphemeralFrames, RefusedStreams],
    };
  }
}
