import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { OutboxModule } from '#outbox';
import { AckService } from './ack/ack.service.js';
import { AckStore } from './ack/ack-store.js';
import { ConnectionRegistry } from './connection/connection-registry.js';
import { RevocationWatcher } from './connection/revocation-watcher.js';
import { ConnectionList } from './http/connection-list.js';
import { ConnectionPeers, NoConnectionPeers } from './http/connection-peers.js';
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
import { SocketService } from './socket/socket.service.js';
import { SocketsController } from './socket/sockets.controller.js';
import { EphemeralFrames } from './hub/ephemeral-frames.js';
import { StreamHub } from './hub/stream-hub.js';
import { ReplayOpener } from './replay/replay-opener.js';
import { LocalStreamSource } from './source/local-stream-source.js';
import { StreamSource } from './source/stream-source.js';
import { OwnStreamShard, StreamShard, StreamShards } from './shard/stream-shards.js';
import { OwnUserStreams, UserStreams } from './shard/user-streams.js';
import { StreamAccess } from './stream-access.js';
import { StreamAcks } from './stream-acks.js';
import { StreamPresence } from './stream-presence.js';
import { StreamSnapshots } from './stream-snapshots.js';

/** What the streams need of other libraries. `apps/api` passes in the classes. */
interface StreamParts {
  /** The modules whose providers the classes below inject. */
  imports: Type[];
  access: Type<StreamAccess>;
  presence: Type<StreamPresence>;
  redaction: Type<EventRedaction>;
}

export interface NotificationOptions extends StreamParts {
  acks: Type<StreamAcks>;
  snapshots: Type<StreamSnapshots>;
  /** Who makes the ephemeral frames. Default: each process for its own clients. */
  frames?: Type<EphemeralFrames>;
  /** Who counts the streams of a user at other processes. Default: they are not counted. */
  users?: Type<UserStreams>;
  /** Who knows the connections of other processes. Default: they are not asked. */
  peers?: Type<ConnectionPeers>;
}

export interface GatewayOptions extends StreamParts {
  /** A provider of `imports`. */
  shards: Type<StreamShards>;
}

const streamControllers = [
  ConnectionsController,
  PollController,
  ReplayController,
  SocketsController,
  StreamsController,
];

const streamProviders = [
  AckStore,
  ConnectionList,
  ConnectionRegistry,
  RevocationWatcher,
  EventRedactor,
  PendingResponses,
  PollService,
  RefusedStreams,
  ReplayService,
  SocketService,
  StreamService,
];

/** The streams. */
@Module({})
export class NotificationModule {
  /** The streams of a process with the database. */
  static register({
    imports,
    access,
    acks,
    presence,
    snapshots,
    redaction,
    frames = EphemeralFrames,
    users = OwnUserStreams,
    peers = NoConnectionPeers,
  }: NotificationOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports: [OutboxModule, ...imports],
      controllers: [AcksController, ...streamControllers],
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamAcks, useClass: acks },
        { provide: StreamPresence, useClass: presence },
        { provide: StreamSnapshots, useClass: snapshots },
        { provide: EventRedaction, useClass: redaction },
        { provide: StreamSource, useClass: LocalStreamSource },
        { provide: EphemeralFrames, useClass: frames },
        { provide: UserStreams, useClass: users },
        { provide: ConnectionPeers, useClass: peers },
        AckService,
        ReplayOpener,
        StreamHub,
        StreamOpener,
        StreamShard,
        { provide: StreamShards, useClass: OwnStreamShard },
        ...streamProviders,
      ],
      exports: [
        ConnectionList,
        ConnectionRegistry,
        EphemeralFrames,
        RefusedStreams,
        StreamAccess,
        StreamHub,
        StreamShard,
        StreamSource,
      ],
    };
  }

  /** The streams of a process without the database (ADR 0042). */
  static registerGateway({
    imports,
    access,
    presence,
    redaction,
    shards,
  }: GatewayOptions): DynamicModule {
    return {
      module: NotificationModule,
      imports,
      controllers: streamControllers,
      providers: [
        { provide: StreamAccess, useClass: access },
        { provide: StreamPresence, useClass: presence },
        { provide: EventRedaction, useClass: redaction },
        { provide: StreamShards, useExisting: shards },
        { provide: ConnectionPeers, useClass: NoConnectionPeers },
        ...streamProviders,
      ],
      exports: [ConnectionList, ConnectionRegistry, RefusedStreams],
    };
  }
}
