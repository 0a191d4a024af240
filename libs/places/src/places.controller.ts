import { Controller, Get, Query, Res } from '@nestjs/common';
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
import { PlaceService, type PlaceAnswer } from './place.service.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('City')
@Controller('v1/places')
@ForRoles('rider', 'driver', 'ops')
export class PlacesController {
  constructor(private readonly places: PlaceService) {}

  @Get()
  @ApiOperation({ summary: 'Streets, crossings, landmarks and districts by name, for a search' })
  @ApiResponse({ status: 200, standardSchema: placeListSchema })
  async search(
    @Query({ schema: placeQuerySchema }) query: PlaceListQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<PlaceList> {
    return cacheWhole(await this.places.search(query), reply);
  }

  @Get('near')
  @ApiOperation({ summary: 'What people call a position; null outside the city' })
  @ApiResponse({ status: 200, standardSchema: nearPlaceSchema })
  async near(
    @Query({ schema: nearQuerySchema }) position: NearQuery,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<NearPlace> {
    return cacheWhole(await this.places.near(position), reply);
  }
}

/** An answer that lacks the outside geocoder's places may be whole when it is asked for again. */
function cacheWhole<T>({ body, isWhole }: PlaceAnswer<T>, reply: Reply): T {
  reply.header('cache-control', isWhole ? 'private, max-age=300' : 'no-store');
  return body;
}
