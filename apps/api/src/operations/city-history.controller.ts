import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import {
  cityHistoryQuerySchema,
  cityHistorySchema,
  type CityHistory,
  type CityHistoryQuery,
} from '#contracts';
import { CityHistoryReader } from './city-history.js';

@ApiTags('Operations')
@Controller('v1/ops/history')
@ForRoles('ops')
export class CityHistoryController {
  constructor(private readonly reader: CityHistoryReader) {}

  @Get()
  @ApiOperation({ summary: 'The last hours of the city: trips by time, and requests by place' })
  @ApiResponse({ status: 200, standardSchema: cityHistorySchema })
  read(
    @Query({ schema: cityHistoryQuerySchema }) { minutes }: CityHistoryQuery,
  ): Promise<CityHistory> {
    return this.reader.read(minutes);
  }
}
