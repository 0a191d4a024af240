import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { Public } from '#access';
import { Transactions } from '#database';
import { OutboxTail } from '#outbox';

@ApiTags('Operations')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly transactions: Transactions,
    private readonly tail: OutboxTail,
  ) {}

  /**
   * Liveness doesn't depend on the database: a restart of the process wouldn't help against a lost
   * Postgres.
   */
  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'The database answers, and the outbox tail follows it' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.database(), () => this.outboxTail()]);
  }

  private async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      const [row] = await this.transactions.query<{ standby: boolean }>(
        'SELECT pg_is_in_recovery() AS standby',
      );
      // A standby answers queries and refuses every command.
      return row?.standby ? indicator.down({ reason: 'standby' }) : indicator.up();
    } catch {
      return indicator.down();
    }
  }

  private outboxTail(): HealthIndicatorResult {
    const indicator = this.indicators.check('outboxTail');
    return this.tail.isLive ? indicator.up() : indicator.down();
  }
}
