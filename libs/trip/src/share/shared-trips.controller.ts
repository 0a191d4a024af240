import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import { sharedTripViewSchema, type SharedTripView } from '#contracts';
import { SharedTripQuery } from './shared-trip-query.service.js';

@ApiTags('Trips')
@Controller('v1/shares')
@Public()
export class SharedTripsController {
  constructor(private readonly query: SharedTripQuery) {}

  @Get(':token')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The trip of a share link, for its page' })
  @ApiResponse({ status: 200, standardSchema: sharedTripViewSchema })
  get(@Param('token') token: string): Promise<SharedTripView> {
    return this.query.find(token);
  }
}
