import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { hashPerson, type PersonIdentity, type Principal } from '#access';
import { Bus, BusSubjects, encodeJson } from '#bus';
import { Settings } from '#platform';
import { RiderHome } from '#trip';
import { createAsker } from '../questions.js';

/** Milliseconds. The home of a person is looked up once in this time at most. */
const KNOWN_MS = 10_000;
const MAX_KNOWN = 50_000;

/**
 * Moves the home of a person to this shard when they ask for a price here and have no trip in the
 * other one. Then their streams are those of this shard. It applies to tokens that name no shard.
 */
@Injectable()
export class HomeMover extends RiderHome {
  private readonly logger = new Logger('Homes');
  private readonly known = new LRUCache<string, true>({ max: MAX_KNOWN, ttl: KNOWN_MS });
  private readonly homes;
  private readonly moves;

  constructor(
    private readonly bus: Bus,
    private readonly settings: Settings,
  ) {
    super();
    const directory = new BusSubjects(settings.bus.directoryShard);
    this.homes = createAsker(bus, directory, 'home');
    this.moves = createAsker(bus, directory, 'move-home');
  }

  noteQuote({ identity }: Principal): void {
    if (!identity || this.settings.bus.shards.length === 1) return;
    const person = hashPerson(identity);
    if (this.known.has(person)) return;
    this.known.set(person, true);
    this.moveHere(identity, person).catch((error: unknown) => {
      this.logger.debug('A home could not be moved, at the next quote', error);
    });
  }

  private async moveHere(identity: PersonIdentity, person: string): Promise<void> {
    const { shard, shards } = this.settings.bus;
    const home = (await this.homes.ask({ person })) ?? shards[0];
    if (home === shard) return;
    const subjects = new BusSubjects(home);
    const old = shards.includes(home)
      ? await createAsker(this.bus, subjects, 'settled').ask(identity)
      : { isSettled: false, userId: null };
    if (old.isSettled) return;
    await this.moves.ask({ person, shard });
    this.bus.publish(subjects.control, encodeJson({ person, moved: old.userId }));
  }
}
