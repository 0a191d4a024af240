import { abortableDelay } from '#client';
import type { NatsNodes } from '#nats-server';
import type { CityServers } from '../process/city-servers.js';
import type { RestartableServer } from '../process/restartable-server.js';

/** What a schedule kills. */
export interface KillTargets {
  gateways: readonly RestartableServer[];
  cities: readonly CityServers[];
  nats: NatsNodes;
}

/** How often what was killed. */
export interface KillFacts {
  /** By gateway. */
  gateways: number[];
  /** By city, the processes that published its events. */
  relays: Record<string, number>;
  /** By node. */
  natsNodes: number[];
}

/**
 * Kills a gateway, the relay of a city, and a node of NATS in turn, each time the next one of its
 * kind, at any point of its work, and starts it again. Nothing is killed while another one starts.
 */
export class KillSchedule {
  private readonly relays: Map<string, number>;
  private readonly stopped = new AbortController();
  private killing: Promise<void> = Promise.resolve();

  constructor(private readonly targets: KillTargets) {
    this.relays = new Map(targets.cities.map(({ shard }) => [shard, 0]));
  }

  get facts(): KillFacts {
    const { gateways, nats } = this.targets;
    return {
      gateways: gateways.map(({ kills }) => kills),
      relays: Object.fromEntries(this.relays),
      natsNodes: nats.kills,
    };
  }

  /** @param onError called when a victim does not start again */
  start(everySeconds: number, onError: (error: Error) => void): void {
    this.killing = this.killInTurn(everySeconds * 1000).catch((error: unknown) => {
      if (!this.stopped.signal.aborted) onError(error as Error);
    });
  }

  /** Resolves when everything runs again. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.killing;
  }

  private async killInTurn(everyMs: number): Promise<void> {
    const kills = [
      (round: number) => this.killGateway(round),
      (round: number) => this.killRelay(round),
      (round: number) => this.targets.nats.killAndRestart(round),
    ];
    for (let count = 0; ; count += 1) {
      await abortableDelay(everyMs, this.stopped.signal);
      if (this.stopped.signal.aborted) return;
      await kills[count % kills.length]?.(Math.floor(count / kills.length));
    }
  }

  private async killGateway(round: number): Promise<void> {
    const { gateways } = this.targets;
    await gateways[round % gateways.length]?.killAndRestart();
  }

  private async killRelay(round: number): Promise<void> {
    const { cities } = this.targets;
    const city = cities[round % cities.length];
    const relay = await city?.findRelay();
    if (!city || !relay) return;
    this.relays.set(city.shard, (this.relays.get(city.shard) ?? 0) + 1);
    await relay.killAndRestart();
  }
}
