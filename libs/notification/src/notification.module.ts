import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AckService } from './ack/ack.service.js';
import { AckedCursors } from './ack/acked-cursors.js';
import { Connections } from './connection/connections.js';
import { RightsWatch } from './connection/rights-watch.js';
import { StreamOpenings } from './connection/stream-opening.js';
import { ConnectionsController } from './http/connections.controller.js';
import { EventForms } from './event-forms.js';
import { ShownEvents } from './frame/shown-events.js';
import { AcksController } from './http/acks.controller.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { StreamAccess } from './stream-access.js';
import { StreamAcks } from './stream-acks.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** Modules that provide what the four below need. */
  imports: Type[];
  access: Type<StreamAccess>;
  acks: Type<StreamAcks>;
  snapshots: Type<StreamSnapshots>;
  forms: Type<EventForms>;
}

/** The streams. What it needs of trip and matching is handed in by `apps/api`. */
@Module({})
export class NotificationModule {
  static with({ imports, access, acks, snapshots, forms }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [AcksController, StreamsController, ConnectionsController],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamAcks, useClass: acks },
        { provide: StreamSnapshots, useClass: snapshots },
        { provide: EventForms, useClass: forms },
        AckService,
        AckedCursors,
        Connections,
        RightsWatch,
        ShownEvents,
        EphemeralFrames,
        StreamHub,
        StreamOpenings,
        StreamService,
      ],
      exports: [EphemeralFrames],
    };
  }
}
