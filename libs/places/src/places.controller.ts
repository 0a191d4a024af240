import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import {
  nearPlaceSchema,
  nearQuerySchema,
  placeListSchema,
  placeQuerySchema,
  type NearPlace,
  type NearQuery,
  type PlaceList,
  type PlaceListQuery,
} from '#contracts';
import { PlaceService } from './place.service.js';

@ApiTags('City')
@Controller('v1/places')
@ForRoles('rider', 'driver', 'ops')
export class PlacesController {
  constructor(private readonly places: PlaceService) {}

  @Get()
  @Header('Cache-Control', 'private, max-age=300')
  @ApiOperation({ summary: 'Streets, crossings, landmarks and districts by name, for a search' })
  @ApiResponse({ status: 200, standardSchema: placeListSchema })
  search(@Query({ schema: placeQuerySchema }) query: PlaceListQuery): Promise<PlaceList> {
    return this.places.search(query);
  }

  @Get('near')
  @Header('Cache-Control', 'private, max-age=300')
  @ApiOperation({ summary: 'What people call a position; null outside the city' })
  @ApiResponse({ status: 200, standardSchema: nearPlaceSchema })
  near(@Query({ schema: nearQuerySchema }) position: NearQuery): Promise<NearPlace> {
    return this.places.near(position);
  }
}
