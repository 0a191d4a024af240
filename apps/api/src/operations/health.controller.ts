import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { z } from 'zod';
import { Public } from '#access';
import { Transactions, WriteProbe } from '#database';
import { OutboxTail } from '#outbox';
import { SingleFlight } from '#platform';
import { checkDrain } from './check-drain.js';
import { Drain } from './drain.js';

/** How long callers of `/health/ready` share one check of the database. */
const READINESS_HOLD_MS = 250;

/** A standby refuses every command; so does a database that its service has made read-only. */
const READ_MODE = `
  SELECT pg_is_in_recovery() AS "isStandby",
    current_setting('transaction_read_only') = 'on' AS "isReadOnly"`;

type ReadMode = Record<'isStandby' | 'isReadOnly', boolean>;

const livenessSchema = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Liveness' });

/** `unwritable`: the disk is full, or its file system is read-only. */
type DatabaseProblem = 'away' | 'standby' | 'read_only' | 'unwritable';

@ApiTags('Operations')
@Controller('health')
@Public()
export class HealthController {
  /** Any number of callers costs four checks a second at most. */
  private readonly readiness = new SingleFlight(
    () => this.health.check([() => this.database(), () => this.outboxTail()]),
    READINESS_HOLD_MS,
  );

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly transactions: Transactions,
    private readonly tail: OutboxTail,
    private readonly writeProbe: WriteProbe,
    private readonly drain: Drain,
  ) {}

  /**
   * Liveness doesn't depend on the database: a restart of the process wouldn't help against a lost
   * Postgres.
   */
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, standardSchema: livenessSchema })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({
    summary:
      'The database answers and can write, the outbox tail follows it, and the process does not end',
  })
  ready(): Promise<HealthCheckResult> {
    if (!this.drain.hasBegun) return this.readiness.get();
    return this.health.check([() => checkDrain(this.indicators, this.drain)]);
  }

  private async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const reason = await this.findDatabaseProblem();
    return reason === undefined ? indicator.up() : indicator.down({ reason });
  }

  /** A database may answer queries and refuse every command. */
  private async findDatabaseProblem(): Promise<DatabaseProblem | undefined> {
    try {
      const [row] = await this.transactions.query<ReadMode>(READ_MODE);
      if (row?.isStandby) return 'standby';
      if (row?.isReadOnly) return 'read_only';
    } catch {
      return 'away';
    }
    return (await this.writeProbe.canWrite()) ? undefined : 'unwritable';
  }

  private outboxTail(): HealthIndicatorResult {
    const indicator = this.indicators.check('outboxTail');
    return this.tail.isLive ? indicator.up() : indicator.down();
  }
}
