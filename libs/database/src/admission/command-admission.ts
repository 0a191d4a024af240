import { Injectable } from '@nestjs/common';
import { DomainError } from '#platform';
import { LockTimeout } from '../database-error.js';
import { DEFAULT_TIMEOUTS } from '../connection-options.js';
import { connectionGuard } from '../transaction/connection-guard.js';
import { KeyedLimit } from './keyed-limit.js';

/** Whose command asks for admission, and which row it will lock. */
export interface AdmissionRequest {
  /** The user; null for a caller without a token, who locks no row of another caller. */
  userId: string | null;
  /** The id of the trip or offer that the command locks first; null when it locks neither. */
  row: string | null;
}

/** A user's own commands rarely run in parallel. The rate limit refuses a longer queue. */
const PER_USER = { running: 2, waiting: 64, waitMs: 5_000 };
/**
 * One command of a user and a row runs at a time, so a row that another session has locked costs the
 * pool one connection for each user whose row it is. Commands of other users on that row have places
 * of their own: they may be strangers, who find no row and must not keep its users waiting.
 */
const PER_ROW = { running: 1, waiting: 64, waitMs: DEFAULT_TIMEOUTS.lock };
/** A command waits for a connection as long as the pool would let it wait. */
const PER_PROCESS = { waiting: 10_000, waitMs: DEFAULT_TIMEOUTS.connect };
/** Commands that share a connection cost memory only, so more of them may be under way. */
const SHARED = { ...PER_PROCESS, running: 1_000 };
/** The share of the pool that commands may use. The rest is for reads and health checks. */
const COMMAND_SHARE = 0.75;
const PROCESS = '';

/**
 * Admits commands before they take a connection. Without it, one user whose commands wait for one
 * locked row takes every connection of the pool. The order user, row, process is fixed, and a
 * holder of a later place never waits for an earlier one.
 */
@Injectable()
export class CommandAdmission {
  private readonly users = new KeyedLimit(PER_USER, tooManyCommands);
  private readonly rows = new KeyedLimit(PER_ROW, resourceBusy);
  private readonly process: KeyedLimit;
  private readonly shared = new KeyedLimit(SHARED, noConnection);

  /** @param poolSize the most connections of the pool. Default 20. */
  constructor(poolSize = 20) {
    const running = Math.max(1, Math.floor(poolSize * COMMAND_SHARE));
    this.process = new KeyedLimit({ ...PER_PROCESS, running }, noConnection);
  }

  /**
   * Runs a command as soon as its user, its row and the process have a place for it.
   *
   * @throws DomainError TOO_MANY_REQUESTS, RESOURCE_BUSY (also when a row stays locked by another
   *   session), DATABASE_UNAVAILABLE; the command had no effect then
   */
  async run<T>({ userId, row }: AdmissionRequest, command: () => Promise<T>): Promise<T> {
    connectionGuard.requireFree();
    const admitted = () => this.process.run(PROCESS, command);
    try {
      if (userId === null) return await admitted();
      if (row === null) return await this.users.run(userId, admitted);
      const key = `${userId} ${row.toLowerCase()}`;
      return await this.users.run(userId, () => this.rows.run(key, admitted));
    } catch (error) {
      throw error instanceof LockTimeout ? resourceBusy() : error;
    }
  }

  /**
   * Runs a command that holds no connection of its own, because a batch writes it together with
   * others, as soon as its user has a place for it.
   *
   * @throws DomainError TOO_MANY_REQUESTS, DATABASE_UNAVAILABLE; the command had no effect then
   */
  runShared<T>(userId: string, command: () => Promise<T>): Promise<T> {
    connectionGuard.requireFree();
    return this.users.run(userId, () => this.shared.run(PROCESS, command));
  }
}

const tooManyCommands = (): DomainError =>
  new DomainError('TOO_MANY_REQUESTS', 'Too many of your commands wait. Send one after the other.');

const resourceBusy = (): DomainError =>
  new DomainError(
    'RESOURCE_BUSY',
    'Another change of the same thing takes long. Nothing was changed; retry.',
  );

const noConnection = (): DomainError =>
  new DomainError(
    'DATABASE_UNAVAILABLE',
    'Too many commands are under way. Nothing was changed; retry.',
  );
