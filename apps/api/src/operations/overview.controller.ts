import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { CityCounter, cityCountsSchema, type CityCounts } from './city-counts.js';

@ApiTags('Operations')
@Controller('v1/ops')
@ForRoles('ops')
export class OverviewController {
  constructor(private readonly counter: CityCounter) {}

  @Get('overview')
  @ApiOperation({ summary: 'Trips, drivers and offers, counted by status' })
  @ApiResponse({ status: 200, standardSchema: cityCountsSchema })
  overview(): Promise<CityCounts> {
    return this.counter.count();
  }
}
