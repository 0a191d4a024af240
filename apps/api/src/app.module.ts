import { Module, type DynamicModule } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { TerminusModule } from '@nestjs/terminus';
import { AccessModule, accessEntities, accessExpiryRules } from '#access';
import { DatabaseModule, type OpenDatabase } from '#database';
import { MatchingModule, RiderPresence, matchingEntities } from '#matching';
import { NotificationModule } from '#notification';
import { OutboxModule, outboxEntities } from '#outbox';
import { PlatformModule, type Settings, type Tracing } from '#platform';
import { SandboxModule, sandboxEntities } from '#sandbox';
import { PlacesModule } from '#places';
import { TripModule, tripEntities, tripExpiryRules } from '#trip';
import { WebhooksModule, webhookEntities } from '#webhooks';
import { CityModule } from './city/city.module.js';
import type { City } from './city/load-city.js';
import { DriverSignalsModule } from './adapter/driver-signals.module.js';
import { UserActivityModule } from './adapter/user-activity.module.js';
import { AsyncApiController } from './docs/asyncapi.controller.js';
import { HttpModule } from './http/http.module.js';
import { CityCounter } from './operations/city-counts.js';
import { CityFleetController } from './operations/city-fleet.controller.js';
import { CityFleetReader } from './operations/city-fleet.js';
import { CityHistoryController } from './operations/city-history.controller.js';
import { CityHistoryReader } from './operations/city-history.js';
import { Drain } from './operations/drain.js';
import { HealthController } from './operations/health.controller.js';
import { LogOutCheckModule } from './adapter/log-out-check.module.js';
import { MetricsController } from './operations/metrics.controller.js';
import { MetricsServer } from './operations/metrics-server.js';
import { OverviewController } from './operations/overview.controller.js';
import { TrailAnswers } from './operations/timeline/trail-answers.js';
import { TrailCollector } from './operations/timeline/trail-collector.js';
import { TripTimelineController } from './operations/timeline/trip-timeline.controller.js';
import { TripTimelineReader } from './operations/timeline/trip-timeline-reader.js';
import { MiniCity } from './web/mini-city.js';
import { MiniCityController } from './web/mini-city.controller.js';
import { PageConfigController } from './web/page-config.controller.js';
import { PageController } from './page/page.controller.js';
import { PickupEstimatesModule } from './adapter/pickup-estimates.module.js';
import { ShareLinksModule } from './adapter/share-links.module.js';
import { TripEventRedaction } from './streams/trip-event-redaction.js';
import { CityStatePublisher } from './streams/city-state-publisher.js';
import { DriverLocationPublisher } from './streams/driver-location-publisher.js';
import { DriverStreamAcks } from './streams/driver-stream-acks.js';
import { RiderStreamPresence } from './streams/rider-stream-presence.js';
import { TripSearchPublisher } from './streams/trip-search-publisher.js';
import { TripStreamAccess } from './streams/trip-stream-access.js';
import { TripStreamSnapshots } from './streams/trip-stream-snapshots.js';
import { AudienceAnnouncer } from './shard/audience-announcer.js';
import { FrameFeed } from './shard/frame-feed.js';
import { RiderNotes, SearchingRiders } from './shard/searching-riders.js';
import { ShardAnswers } from './shard/shard-answers.js';
import { ShardAudienceModule } from './shard/shard-audience.module.js';
import { ShardFrames } from './shard/shard-frames.js';
import { HomeModule } from './shard/home/home.module.js';
import { OwnShardConnections } from './shard/shard-connections.js';
import { SharedUserStreams } from './shard/shared-user-streams.js';
import { RidePageController } from './web/ride-page.controller.js';
import { SharePageController } from './web/share-page.controller.js';
import { WebController } from './web/web.controller.js';

export interface AppOptions {
  settings: Settings;
  city: City;
  database: Pick<OpenDatabase, 'url' | 'directUrl' | 'isPooled'>;
  /** Default: no span is made. */
  tracing?: Tracing;
}

/** The tables of all libraries, with which the connection pool is opened. */
export const entities = [
  ...accessEntities,
  ...outboxEntities,
  ...tripEntities,
  ...matchingEntities,
  ...sandboxEntities,
  ...webhookEntities,
];

/** The rows of all libraries that are deleted when they are no longer needed. */
export const expiryRules = [...accessExpiryRules, ...tripExpiryRules];

/** The routes that belong to no library. */
const controllers = [
  AsyncApiController,
  HealthController,
  MetricsController,
  MiniCityController,
  OverviewController,
  CityFleetController,
  CityHistoryController,
  PageConfigController,
  PageController,
  RidePageController,
  SharePageController,
  TripTimelineController,
  WebController,
];

/** What the streams need of trip and matching. */
const streamParts = {
  imports: [TripModule, MatchingModule, ShardAudienceModule],
  access: TripStreamAccess,
  acks: DriverStreamAcks,
  presence: RiderStreamPresence,
  snapshots: TripStreamSnapshots,
  redaction: TripEventRedaction,
  frames: ShardFrames,
  users: SharedUserStreams,
  peers: OwnShardConnections,
};

/** What the other processes of the shard need of this one, and it of them. */
const shardProviders = [
  AudienceAnnouncer,
  FrameFeed,
  ShardAnswers,
  SearchingRiders,
  { provide: RiderNotes, useExisting: RiderPresence },
  TrailAnswers,
  TrailCollector,
];

/**
 * Wires the libraries: it binds their interfaces to implementations and adds the server's own
 * routes.
 */
@Module({})
export class AppModule {
  static forRoot({ settings, city, database, tracing }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(settings, tracing),
        DatabaseModule.forRoot({
          url: database.url,
          directUrl: database.directUrl,
          isPooled: database.isPooled,
          entities,
          expiryRules,
          poolSize: settings.database.poolSize,
          refusesNestedCalls: settings.database.refusesNestedCalls,
        }),
        EventEmitterModule.forRoot(),
        AccessModule,
        UserActivityModule,
        DriverSignalsModule,
        LogOutCheckModule,
        HttpModule,
        CityModule.forRoot(city),
        PickupEstimatesModule,
        HomeModule,
        ShareLinksModule,
        PlacesModule,
        TripModule,
        MatchingModule,
        ShardAudienceModule,
        OutboxModule,
        NotificationModule.register(streamParts),
        // In another mode its routes do not exist.
        ...(settings.auth.mode === 'demo' ? [SandboxModule] : []),
        WebhooksModule,
        TerminusModule.forRoot({ logger: false }),
      ],
      providers: [
        CityCounter,
        CityFleetReader,
        CityHistoryReader,
        Drain,
        MetricsServer,
        MiniCity,
        TripTimelineReader,
        ...shardProviders,
        CityStatePublisher,
        DriverLocationPublisher,
        TripSearchPublisher,
      ],
      controllers,
    };
  }
}
