import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AckService } from './ack/ack.service.js';
import { AckedCursors } from './ack/acked-cursors.js';
import { Connections } from './connection/connections.js';
import { StreamOpenings } from './connection/stream-opening.js';
import { AcksController } from './http/acks.controller.js';
import { StreamService } from './http/stream.service.js';
import { StreamsController } from './http/streams.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { StreamAccess } from './stream-access.js';
import { StreamAcks } from './stream-acks.js';
import { StreamSnapshots } from './stream-snapshots.js';

export interface NotificationOptions {
  /** Modules that provide what `access`, `acks` and `snapshots` need. */
  imports: Type[];
  access: Type<StreamAccess>;
  acks: Type<StreamAcks>;
  snapshots: Type<StreamSnapshots>;
}

/** The streams. What it needs of trip and matching is handed in by `apps/api`. */
@Module({})
export class NotificationModule {
  static with({ imports, access, acks, snapshots }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [AcksController, StreamsController],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamAcks, useClass: acks },
        { provide: StreamSnapshots, useClass: snapshots },
        AckService,
        AckedCursors,
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
