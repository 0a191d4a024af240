import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { Connections } from './connection/connections.js';
import { RightsWatch } from './connection/rights-watch.js';
import { StreamOpenings } from './connection/stream-opening.js';
import { ConnectionsController } from './http/connections.controller.js';
import { EventForms } from './event-forms.js';
import { ShownEvents } from './frame/shown-events.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { StreamAccess } from './stream-access.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** Modules that provide what `access`, `snapshots` and `forms` need. */
  imports: Type[];
  access: Type<StreamAccess>;
  snapshots: Type<StreamSnapshots>;
  forms: Type<EventForms>;
}

/** The streams. What it needs of trip and matching is handed in by `apps/api`. */
@Module({})
export class NotificationModule {
  static with({ imports, access, snapshots, forms }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [StreamsController, ConnectionsController],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamSnapshots, useClass: snapshots },
        { provide: EventForms, useClass: forms },
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
