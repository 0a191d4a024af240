import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { Public } from '#access';
import { checkDrain } from '../operations/check-drain.js';
import { Drain } from '../operations/drain.js';
import { GatewayShards } from './gateway/gateway-shards.js';

/**
 * A gateway is ready from the moment at which it has joined the bus until its end begins, except
 * while it is off the bus for so long that it sends its clients away. Its readiness depends neither
 * on Postgres nor on the relay nor on a short break of the bus, which all gateways share: a balancer
 * would take out all of them at once.
 */
@ApiTags('Operations')
@Controller('health')
@Public()
export class GatewayHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly shards: GatewayShards,
    private readonly drain: Drain,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'The process is on the bus, and does not end' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => checkDrain(this.indicators, this.drain),
      () => {
        const indicator = this.indicators.check('bus');
        return this.shards.isOnBus ? indicator.up() : indicator.down();
      },
    ]);
  }
}
