import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Bus, BusSubjects } from '#bus';
import { Settings } from '#platform';
import { createAsker } from '../questions.js';

/** Homes in memory, of about 200 bytes each. */
const MAX_KNOWN = 50_000;
/** Milliseconds. A move is announced; this is for an announcement that is lost. */
const KNOWN_MS = 60_000;

/** The homes of people whose tokens name no shard, as the directory has them. */
@Injectable()
export class GatewayHomes {
  private readonly known = new LRUCache<string, string>({ max: MAX_KNOWN, ttl: KNOWN_MS });
  private readonly questions;

  constructor(
    bus: Bus,
    private readonly settings: Settings,
  ) {
    const directory = new BusSubjects(settings.bus.directoryShard);
    this.questions = createAsker(bus, directory, 'home');
  }

  /**
   * @returns the first shard for a person who has never moved
   * @throws DomainError DATABASE_UNAVAILABLE when the directory does not answer
   */
  async find(person: string): Promise<string> {
    const { shards } = this.settings.bus;
    if (shards.length === 1) return shards[0];
    const known = this.known.get(person);
    if (known !== undefined) return known;
    const home = (await this.questions.ask({ person })) ?? shards[0];
    this.known.set(person, home);
    return home;
  }

  forget(person: string): void {
    this.known.delete(person);
  }
}
