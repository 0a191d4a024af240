import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import { DomainError, Metrics, Settings } from '#platform';

@ApiTags('Operations')
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Prometheus text format' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  get(): Promise<Buffer> {
    if (this.settings.http.metricsPort !== undefined) {
      throw new DomainError('NOT_FOUND', 'The metrics have a port of their own here.');
    }
    return this.metrics.render();
  }
}
