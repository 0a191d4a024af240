import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import {
  availabilityRequestSchema,
  availabilityStateSchema,
  locationRequestSchema,
  type AvailabilityRequest,
  type AvailabilityState,
  type LocationReading,
} from '#contracts';
import { AvailabilityService } from './availability.service.js';
import { DriverLocationRecorder } from '../position/driver-location-recorder.js';

@ApiTags('Driver')
@Controller('v1/drivers/me')
@ForRoles('driver')
export class DriversController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly positions: DriverLocationRecorder,
  ) {}

  @Put('availability')
  @ApiOperation({ summary: 'Go on or off duty' })
  @ApiResponse({ status: 200, standardSchema: availabilityStateSchema })
  setAvailability(
    @CurrentUser() driver: Principal,
    @Body({ schema: availabilityRequestSchema }) body: AvailabilityRequest,
  ): Promise<AvailabilityState> {
    return this.availability.set(driver, body);
  }

  @Post('locations')
  @HttpCode(204)
  @ApiOperation({ summary: 'Where you are; one reading, or up to 100 that were collected' })
  addLocations(
    @CurrentUser() driver: Principal,
    @Body({ schema: locationRequestSchema }) body: LocationReading | LocationReading[],
  ): Promise<void> {
    const readings = Array.isArray(body) ? body : [body];
    return this.positions.record(driver.userId, readings, driver.tokenId);
  }
}
