import { Injectable } from '@nestjs/common';
import { NEVER } from 'rxjs';
import { Bus, BusError, type BusAnswerer, type BusListener, type BusSubscription } from '../bus.js';

const NO_DATA = new Uint8Array();

/** The bus of a single process: without `NATS_URL` no message leaves it or is lost. */
@Injectable()
export class LocalBus extends Bus {
  readonly breaks$ = NEVER;
  readonly isConnected = false;
  private readonly listeners = new Map<string, Set<BusListener>>();
  private readonly answerers = new Map<string, BusAnswerer>();

  publish(subject: string, data: Uint8Array = NO_DATA, traceparent?: string): void {
    for (const listener of this.listeners.get(subject) ?? []) listener(data, traceparent);
  }

  join(subject: string, listener: BusListener): BusSubscription {
    const known = this.listeners.get(subject) ?? new Set();
    this.listeners.set(subject, known.add(listener));
    return {
      unsubscribe: () => {
        known.delete(listener);
        if (known.size === 0) this.listeners.delete(subject);
      },
    };
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  async ask(subject: string, data: Uint8Array = NO_DATA): Promise<Uint8Array> {
    const answerer = this.answerers.get(subject);
    if (!answerer) throw new BusError(`No process answers ${subject}.`);
    try {
      return await answerer(data);
    } catch (error) {
      throw new BusError((error as Error).message, { cause: error });
    }
  }

  answer(subject: string, _group: string, answerer: BusAnswerer): BusSubscription {
    this.answerers.set(subject, answerer);
    return {
      unsubscribe: () => {
        if (this.answerers.get(subject) === answerer) this.answerers.delete(subject);
      },
    };
  }
}
