import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { GuardModule, RevocationSource, ShareLinks, TokenVerifier, UserActivity } from '#access';
import { BusModule } from '#bus';
import { NotificationModule } from '#notification';
import { PlatformModule, type Settings, type Tracing } from '#platform';
import { HttpModule } from '../http/http.module.js';
import { Drain } from '../operations/drain.js';
import { MetricsController } from '../operations/metrics.controller.js';
import { MetricsServer } from '../operations/metrics-server.js';
import { TripEventRedaction } from '../streams/trip-event-redaction.js';
import {
  GatewayActivity,
  GatewayPresence,
  GatewayRevocations,
  GatewayShareLinks,
  GatewayStreamAccess,
  GatewayTokenVerifier,
} from './gateway/gateway-access.js';
import { GatewayHomes } from './gateway/gateway-homes.js';
import { MovedPeople } from './gateway/moved-people.js';
import { GatewayConnections } from './gateway/gateway-connections.js';
import { GatewayShards } from './gateway/gateway-shards.js';
import { GatewayHealthController } from './gateway-health.controller.js';

/** What a gateway has in the place of a database: the processes of its shards, over the bus. */
@Global()
@Module({
  imports: [BusModule],
  providers: [
    GatewayHomes,
    GatewayShards,
    { provide: RevocationSource, useClass: GatewayRevocations },
    { provide: ShareLinks, useClass: GatewayShareLinks },
    { provide: TokenVerifier, useClass: GatewayTokenVerifier },
    { provide: UserActivity, useClass: GatewayActivity },
  ],
  exports: [
    BusModule,
    GatewayHomes,
    GatewayShards,
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
  /** @param tracing Default: no span is made */
  static forRoot(settings: Settings, tracing?: Tracing): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        PlatformModule.forRoot(settings, tracing),
        RemoteModule,
        GuardModule,
        HttpModule,
        NotificationModule.registerGateway({
          imports: [RemoteModule],
          access: GatewayStreamAccess,
          presence: GatewayPresence,
          redaction: TripEventRedaction,
          shards: GatewayShards,
        }),
        TerminusModule.forRoot({ logger: false }),
      ],
      providers: [Drain, GatewayConnections, MetricsServer, MovedPeople],
      controllers: [GatewayHealthController, MetricsController],
    };
  }
}
