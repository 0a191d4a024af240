import { Global, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import {
  GuardModule,
  RevocationSource,
  ShareLinks,
  TokenVerifier,
  UserActivity,
  type Principal,
  type Requester,
} from '#access';
import { BusModule } from '#bus';
import { NotificationModule, StreamPresence } from '#notification';
import { PlatformModule, type Settings } from '#platform';
import { HttpModule } from '../http/http.module.js';
import { Drain } from '../operations/drain.js';
import { MetricsController } from '../operations/metrics.controller.js';
import { MetricsServer } from '../operations/metrics-server.js';
import { TripEventRedaction } from '../streams/trip-event-redaction.js';
import { AudienceAnnouncer } from './audience-announcer.js';
import { FrameFeed } from './frame-feed.js';
import { GatewayHealthController } from './gateway-health.controller.js';
import { HintFeed } from './hint-feed.js';
import { PresenceReporter } from './presence-reporter.js';
import { RelayWatch } from './relay-watch.js';
import {
  RemoteRevocations,
  RemoteShareLinks,
  RemoteStreamAccess,
  RemoteTokenVerifier,
} from './remote-access.js';
import { RemoteStreamSource } from './remote-stream-source.js';
import { RiderNotes, SearchingRiders } from './searching-riders.js';

/** A request of a user at a gateway is a sign of life. */
@Injectable()
class ReportedActivity extends UserActivity {
  constructor(private readonly reporter: PresenceReporter) {
    super();
  }

  touch(principal: Principal): void {
    this.reporter.touch(principal);
  }
}

/** So is an open stream of a rider. */
@Injectable()
class ReportedPresence extends StreamPresence {
  constructor(private readonly reporter: PresenceReporter) {
    super();
  }

  noteOpened(requester: Requester): void {
    this.reporter.noteOpened(requester);
  }

  noteClosed(requester: Requester): void {
    this.reporter.noteClosed(requester);
  }
}

/** What a gateway has in the place of a database: the processes of its shard, over the bus. */
@Global()
@Module({
  imports: [BusModule],
  providers: [
    PresenceReporter,
    RelayWatch,
    { provide: RevocationSource, useClass: RemoteRevocations },
    { provide: ShareLinks, useClass: RemoteShareLinks },
    { provide: TokenVerifier, useClass: RemoteTokenVerifier },
    { provide: UserActivity, useClass: ReportedActivity },
  ],
  exports: [
    BusModule,
    PresenceReporter,
    RelayWatch,
    RevocationSource,
    ShareLinks,
    TokenVerifier,
    UserActivity,
  ],
})
class RemoteModule {}

/** A process that serves streams and has no database (`ROLE=gateway`, ADR 0042). */
@Module({})
export class GatewayModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        PlatformModule.forRoot(settings),
        RemoteModule,
        GuardModule,
        HttpModule,
        NotificationModule.registerGateway({
          imports: [RemoteModule],
          access: RemoteStreamAccess,
          presence: ReportedPresence,
          redaction: TripEventRedaction,
          source: RemoteStreamSource,
        }),
        TerminusModule.forRoot({ logger: false }),
      ],
      providers: [
        AudienceAnnouncer,
        Drain,
        FrameFeed,
        HintFeed,
        MetricsServer,
        SearchingRiders,
        { provide: RiderNotes, useExisting: PresenceReporter },
      ],
      controllers: [GatewayHealthController, MetricsController],
    };
  }
}
