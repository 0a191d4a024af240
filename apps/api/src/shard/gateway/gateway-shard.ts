import { BusSubjects, LifeSign, type Bus } from '#bus';
import { StreamHub, StreamShard } from '#notification';
import type { EventTrail, Settings } from '#platform';
import { TrailAnswers } from '../../operations/timeline/trail-answers.js';
import { AudienceAnnouncer } from '../audience-announcer.js';
import { FrameFeed } from '../frame-feed.js';
import { HintFeed } from '../hint-feed.js';
import { PresenceReporter } from '../presence-reporter.js';
import { RelayWatch } from '../relay-watch.js';
import {
  RemoteRevocations,
  RemoteShareLinks,
  RemoteStreamAccess,
  RemoteTokenVerifier,
} from '../remote-access.js';
import { RemoteStreamSource } from '../remote-stream-source.js';
import { SharedUserStreams } from '../shared-user-streams.js';
import { SearchingRiders } from '../searching-riders.js';

/** What all shards of a gateway share. */
export interface GatewayParts {
  bus: Bus;
  settings: Settings;
  trail: EventTrail;
}

/**
 * One shard as a gateway has it: a hub that the relay of the shard feeds, and questions to the
 * processes of the shard. Two shards share the connection to NATS and nothing else, so a shard that
 * is away affects its own streams only.
 */
export class GatewayShard extends StreamShard {
  readonly tokens: RemoteTokenVerifier;
  readonly revocations: RemoteRevocations;
  readonly links: RemoteShareLinks;
  readonly access: RemoteStreamAccess;
  readonly presence: PresenceReporter;
  readonly sign: LifeSign;
  declare readonly users: SharedUserStreams;
  private readonly relay: RelayWatch;
  private readonly listeners;

  constructor(
    readonly name: string,
    { bus, settings, trail }: GatewayParts,
  ) {
    const subjects = new BusSubjects(name);
    const [hub, relay] = [new StreamHub(), new RelayWatch(bus, subjects)];
    const users = new SharedUserStreams(bus, subjects, settings);
    super(hub, new RemoteStreamSource(bus, subjects, relay), users);
    this.relay = relay;
    this.tokens = new RemoteTokenVerifier(bus, subjects);
    this.revocations = new RemoteRevocations(bus, subjects);
    this.links = new RemoteShareLinks(bus, subjects);
    this.access = new RemoteStreamAccess(bus, subjects);
    this.presence = new PresenceReporter(bus, subjects);
    this.sign = new LifeSign(bus, subjects, settings);
    this.listeners = [
      this.sign,
      relay,
      new HintFeed(bus, subjects, hub, trail),
      new FrameFeed(bus, subjects, hub, settings),
      new AudienceAnnouncer(bus, subjects, this, settings),
      new SearchingRiders(bus, subjects, this.presence),
      new TrailAnswers(this.sign, bus, subjects, trail, settings),
    ];
  }

  /** See `RelayWatch`. */
  get isOnBus(): boolean {
    return this.relay.isOnBus;
  }

  /** Joins the subjects of the shard. */
  start(): void {
    for (const listener of this.listeners) listener.onModuleInit();
    this.presence.onApplicationBootstrap();
  }

  /** Leaves the subjects, and reports the last signs of life. */
  async stop(): Promise<void> {
    for (const listener of this.listeners) listener.beforeApplicationShutdown();
    await this.presence.beforeApplicationShutdown();
  }
}
