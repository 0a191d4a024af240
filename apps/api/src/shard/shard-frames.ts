import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Subject, Subscription, merge, type Observable } from 'rxjs';
import { Bus, BusSubjects } from '#bus';
import type { EphemeralData, EphemeralType, StreamId } from '#contracts';
import { encodeFrame, EphemeralFrames, StreamHub } from '#notification';
import { Relay } from '#outbox';
import { Metrics, Settings } from '#platform';
import { ShardAudience } from './shard-audience.js';

const CHECK_INTERVAL_MS = 250;

/** Who makes the ephemeral frames that the clients of this process get. */
type Maker =
  /** This process, for its own clients: there is no bus, or it is away. */
  | 'own'
  /** This process, for the whole shard. */
  | 'shard'
  /** Another process of the shard. */
  | 'other';

/**
 * Makes ephemeral frames once in a shard: the process whose relay is active reads what they need for
 * every stream that is open anywhere, and publishes them on the bus. Without the bus each process
 * makes them for its own clients.
 */
@Injectable()
export class ShardFrames
  extends EphemeralFrames
  implements OnModuleInit, BeforeApplicationShutdown
{
  private readonly taken = new Subject<StreamId>();
  private readonly subscription = new Subscription();
  private maker: Maker = 'own';
  private timer?: NodeJS.Timeout;

  constructor(
    hub: StreamHub,
    metrics: Metrics,
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
    private readonly audience: ShardAudience,
    private readonly relay: Relay,
    private readonly settings: Settings,
  ) {
    super(hub, metrics);
  }

  override get opened$(): Observable<StreamId> {
    return merge(this.taken, super.opened$, this.audience.opened$);
  }

  override subscribedStreams(): Iterable<StreamId> {
    if (this.maker === 'own') return super.subscribedStreams();
    return this.maker === 'shard' ? this.audience.streams() : [];
  }

  override hasSubscribers(stream: StreamId): boolean {
    if (this.maker === 'own') return super.hasSubscribers(stream);
    return this.maker === 'shard' && this.audience.has(stream);
  }

  override async countOpenStreams(): Promise<number> {
    return this.maker === 'shard' ? this.audience.openStreams : super.countOpenStreams();
  }

  override publish<T extends EphemeralType>(
    streams: StreamId[],
    type: T,
    data: EphemeralData<T>,
  ): void {
    if (this.maker === 'own') super.publish(streams, type, data);
    if (this.maker !== 'shard') return;
    // The frames of the own clients come back over the bus.
    const bytes = encodeFrame({ type, json: JSON.stringify(data) });
    for (const stream of streams) this.bus.publish(this.subjects.ofFrames(stream), bytes);
  }

  onModuleInit(): void {
    if (!this.settings.bus.servers) return;
    this.timer = setInterval(() => {
      this.choose();
    }, CHECK_INTERVAL_MS);
    this.subscription.add(
      this.relay.active$.subscribe(() => {
        this.choose();
      }),
    );
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
    this.subscription.unsubscribe();
    this.audience.stop();
  }

  private choose(): void {
    const before = this.maker;
    if (!this.bus.isConnected) this.maker = 'own';
    else this.maker = this.relay.isActive ? 'shard' : 'other';
    if (this.maker === before) return;
    if (this.maker === 'shard') this.audience.start();
    else this.audience.stop();
    if (this.maker === 'own')
      for (const stream of super.subscribedStreams()) this.taken.next(stream);
  }
}
