import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { Public } from '#access';
import { Bus } from '#bus';

/**
 * A gateway is ready while it is on the bus. Its readiness depends neither on Postgres nor on the
 * relay, which all gateways share: a balancer would take out all of them at once, and answer
 * streams by a status, after which a native `EventSource` does not reconnect.
 */
@ApiTags('Operations')
@Controller('health')
@Public()
export class GatewayHealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly bus: Bus,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'The process is on the bus' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => {
        const indicator = this.indicators.check('bus');
        return this.bus.isConnected ? indicator.up() : indicator.down();
      },
    ]);
  }
}
