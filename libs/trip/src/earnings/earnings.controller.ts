import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentUser, ForRoles, type Principal } from '#access';
import { earningsQuerySchema, earningsSchema, type Earnings, type EarningsQuery } from '#contracts';
import { EarningsService } from './earnings.service.js';

@ApiTags('Driver')
@Controller('v1/drivers/me/earnings')
@ForRoles('driver')
export class EarningsController {
  constructor(private readonly earnings: EarningsService) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'What you have earned since a time, or in the last 24 hours' })
  @ApiResponse({ status: 200, standardSchema: earningsSchema })
  get(
    @CurrentUser() driver: Principal,
    @Query({ schema: earningsQuerySchema }) query: EarningsQuery,
  ): Promise<Earnings> {
    return this.earnings.read(driver, query);
  }
}
