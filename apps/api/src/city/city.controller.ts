import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import { cityMapSchema, type CityMap } from '#contracts';
import { shareDocument } from '../http/connection/shared-document.js';
import { CITY_MAP } from './city-map.token.js';

/** The viewers of a share link have no session, and streets are no secret: the map is public. */
@ApiTags('City')
@Controller('v1/city')
@Public()
export class CityController {
  private readonly document: Buffer;

  constructor(@Inject(CITY_MAP) map: CityMap) {
    this.document = shareDocument(JSON.stringify(map));
  }

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  @ApiOperation({ summary: 'The road network, for a map without any outside service' })
  @ApiResponse({ status: 200, standardSchema: cityMapSchema })
  get(): Buffer {
    return this.document;
  }
}
