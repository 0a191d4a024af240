import { Injectable } from '@nestjs/common';
import { ConnectionRegistry } from '#notification';
import { Settings, abortableDelay } from '#platform';

/**
 * The first part of the end of this process, while it still serves everything: readiness goes off,
 * a load balancer gets time to notice, and then the streams are closed one after the other.
 */
@Injectable()
export class Drain {
  private begun = false;

  constructor(
    private readonly settings: Settings,
    private readonly connections: ConnectionRegistry,
  ) {}

  /** Whether this process is about to end, so that it should get no new clients. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /**
   * Resolves when every stream has been told to leave, or with `hurry`.
   *
   * @param hurry ends the drain at once
   */
  async run(hurry: AbortSignal): Promise<void> {
    this.begun = true;
    const { delayMs, spreadMs } = this.settings.drain;
    if (delayMs > 0) await abortableDelay(delayMs, hurry);
    await this.connections.drain(spreadMs, hurry);
  }
}
