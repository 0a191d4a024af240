import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ForRoles } from '#access';
import { Transactions } from '#database';

interface Counts {
  trips: Record<string, number>;
  drivers: Record<string, number>;
  offers: Record<string, number>;
}

const OVERVIEW = `
  SELECT
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM trip GROUP BY status) t) AS trips,
    (SELECT coalesce(json_object_agg(availability, n), '{}') FROM
      (SELECT availability, count(*)::int AS n FROM driver GROUP BY availability) d) AS drivers,
    (SELECT coalesce(json_object_agg(status, n), '{}') FROM
      (SELECT status, count(*)::int AS n FROM offer GROUP BY status) o) AS offers`;

@ApiTags('Operations')
@Controller('v1/ops')
@ForRoles('ops')
export class OverviewController {
  constructor(private readonly transactions: Transactions) {}

  @Get('overview')
  @ApiOperation({ summary: 'Trips, drivers and offers, counted by status' })
  async overview(): Promise<Counts> {
    const [counts] = await this.transactions.query<Counts>(OVERVIEW);
    return counts ?? { trips: {}, drivers: {}, offers: {} };
  }
}
