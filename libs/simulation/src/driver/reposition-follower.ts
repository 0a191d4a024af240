import type { AnyCloudEvent, Reposition } from '#contracts';
import { ApiProblem, type TripstreamApi } from '#client';
import type { Motion } from '#driving';
import type { SeededRandom } from '../random/seeded-random.js';
import type { World } from '../city/world.js';

/** Simulated seconds between a suggestion and its answer. */
const THINKING = { from: 2, to: 8 };
/** Refusals that a driver expects: the suggestion has ended, or another one has replaced it. */
const OVER: readonly string[] = ['REPOSITION_ENDED', 'NOT_FOUND'];

export interface RepositionFollowerOptions {
  world: World;
  api: TripstreamApi;
  motion: Motion;
  random: SeededRandom;
  onError: (error: unknown) => void;
}

/**
 * How a simulated driver treats suggestions: most are accepted and driven, the others are declined
 * or left alone, half of them each. The car stops as soon as the stream says that the suggestion has
 * ended, which it does before an offer.
 */
export class RepositionFollower {
  private current: { id: string; over: AbortController } | undefined;
  private done: Promise<void> = Promise.resolve();

  constructor(private readonly options: RepositionFollowerOptions) {}

  onEvent({ type, data }: Pick<AnyCloudEvent, 'type' | 'data'>): void {
    if (type === 'driver.reposition' && 'reposition' in data) this.begin(data.reposition);
    else if (type === 'driver.reposition_ended' && 'repositionId' in data) {
      if (this.current?.id === data.repositionId) this.current.over.abort();
    }
  }

  /** After a snapshot a suggestion that isn't in it has ended. */
  sync(snapshot: unknown): void {
    const { reposition } = snapshot as { reposition?: Reposition | null };
    if (this.current && this.current.id !== reposition?.id) this.current.over.abort();
    if (reposition && this.current?.id !== reposition.id) this.begin(reposition);
  }

  /** Stops the car. Resolves when it stands and may be driven elsewhere. */
  async stop(): Promise<void> {
    this.current?.over.abort();
    await this.done;
  }

  private begin(reposition: Reposition): void {
    this.current?.over.abort();
    const over = new AbortController();
    this.current = { id: reposition.id, over };
    const signal = AbortSignal.any([over.signal, this.options.world.stop]);
    // One drive at a time: the next one begins where the last one has stopped.
    this.done = this.done
      .then(() => this.follow(reposition, signal))
      .catch((error: unknown) => {
        this.options.onError(error);
      });
  }

  private async follow(reposition: Reposition, signal: AbortSignal): Promise<void> {
    const { world, api, motion, random } = this.options;
    const seconds = random.between(THINKING.from, THINKING.to);
    const follows = random.chance(world.behaviour.repositionRate);
    const answers = random.chance(0.5);
    await world.clock.delay(seconds, signal);
    if (signal.aborted || (!follows && !answers)) return;
    try {
      if (!follows) {
        await api.declineReposition(reposition.id);
        return;
      }
      await api.acceptReposition(reposition.id);
    } catch (error) {
      if (error instanceof ApiProblem && OVER.includes(error.code)) return;
      throw error;
    }
    await motion.drive(reposition.target, signal);
  }
}
