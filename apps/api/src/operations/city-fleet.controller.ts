import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { cityFleetSchema, type CityFleet } from '#contracts';
import { CityFleetReader } from './city-fleet.js';

@ApiTags('Operations')
@Controller('v1/ops/fleet')
@ForRoles('ops')
export class CityFleetController {
  constructor(private readonly reader: CityFleetReader) {}

  @Get()
  @ApiOperation({ summary: 'The drivers on duty or on a trip with their positions, 5,000 at most' })
  @ApiResponse({ status: 200, standardSchema: cityFleetSchema })
  read(): Promise<CityFleet> {
    return this.reader.read();
  }
}
