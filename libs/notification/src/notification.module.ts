import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { Connections } from './connection/connections.js';
import { StreamOpenings } from './connection/stream-opening.js';
import { ConnectionsController } from './http/connections.controller.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { StreamAccess } from './stream-access.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** Modules that provide what `access` and `snapshots` need. */
  imports: Type[];
  access: Type<StreamAccess>;
  snapshots: Type<StreamSnapshots>;
}

/** The streams. What it needs of trip and matching is handed in by `apps/api`. */
@Module({})
export class NotificationModule {
  static with({ imports, access, snapshots }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [StreamsController, ConnectionsController],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamSnapshots, useClass: snapshots },
        Connections,
        EphemeralFrames,
        StreamHub,
        StreamOpenings,
        StreamService,
      ],
      exports: [EphemeralFrames],
    };
  }
}
