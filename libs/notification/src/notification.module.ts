import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AckService } from './ack/ack.service.js';
import { AckedCursors } from './ack/acked-cursors.js';
import { ConnectionRegistry } from './connection/connection-registry.js';
import { RevocationWatcher } from './connection/revocation-watcher.js';
import { ConnectionsController } from './http/connections.controller.js';
import { EventRedaction } from './event-redaction.js';
import { EventRedactor } from './frame/event-redactor.js';
import { AcksController } from './http/acks.controller.js';
import { PendingResponses } from './connection/pending-responses.js';
import { StreamOpenings } from './connection/stream-opening.js';
import { PollController } from './http/poll.controller.js';
import { PollService } from './http/poll.service.js';
import { ReplayController } from './http/replay.controller.js';
import { ReplayService } from './http/replay.service.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { ReplayOpenings } from './replay/replay-opening.js';
import { StreamAccess } from './stream-access.js';
import { StreamAcks } from './stream-acks.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** Modules that provide what the four below need. */
  imports: Type[];
  access: Type<StreamAccess>;
  acks: Type<StreamAcks>;
  snapshots: Type<StreamSnapshots>;
  forms: Type<EventRedaction>;
}

/** The streams. What it needs of trip and matching is handed in by `apps/api`. */
@Module({})
export class NotificationModule {
  static with({ imports, access, acks, snapshots, forms }: NotificationOptions): DynamicModule {
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
        { provide: StreamSnapshots, useClass: snapshots },
        { provide: EventRedaction, useClass: forms },
        AckService,
        AckedCursors,
        ConnectionRegistry,
        RevocationWatcher,
        EventRedactor,
        EphemeralFrames,
        PendingResponses,
        PollService,
        ReplayOpenings,
        ReplayService,
        StreamHub,
        StreamOpenings,
        StreamService,
      ],
      exports: [EphemeralFrames],
    };
  }
}
