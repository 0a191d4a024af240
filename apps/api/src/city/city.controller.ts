import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { cityMapSchema, type CityMap } from '#contracts';
import { CITY_MAP } from './city-map.token.js';

@ApiTags('City')
@Controller('v1/city')
@ForRoles('rider', 'driver', 'ops')
export class CityController {
  constructor(@Inject(CITY_MAP) private readonly map: CityMap) {}

  @Get()
  @Header('Cache-Control', 'private, max-age=3600')
  @ApiOperation({ summary: 'The road network, for a map without any outside service' })
  @ApiResponse({ status: 200, standardSchema: cityMapSchema })
  get(): CityMap {
    return this.map;
  }
}
