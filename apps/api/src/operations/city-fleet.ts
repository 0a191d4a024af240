import { Injectable } from '@nestjs/common';
import { MOST_FLEET_DRIVERS, type CityFleet } from '#contracts';
import { FleetRepository, type FleetDriver } from '#matching';
import { RowIsolation, SingleFlight } from '#platform';

/** How long operators share one read of the fleet. A position changes every few seconds. */
const HOLD_MS = 500;

/**
 * The drivers of a large city. Any number of operators costs two reads a second at most, whose cost
 * is that of the listed drivers. An operator who reads slowly asks less often.
 */
@Injectable()
export class CityFleetReader {
  private readonly shared = new SingleFlight(() => this.readNow(), HOLD_MS);

  constructor(
    private readonly fleet: FleetRepository,
    private readonly rows: RowIsolation,
  ) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  read(): Promise<CityFleet> {
    return this.shared.get();
  }

  private async readNow(): Promise<CityFleet> {
    const { drivers, omitted } = await this.fleet.read(MOST_FLEET_DRIVERS);
    return {
      drivers: this.rows.map('city.fleet', drivers, describeCityDriver),
      driversOmitted: omitted,
      serverTime: new Date().toISOString(),
    };
  }
}

/** Rounds coordinates to about a metre, because an answer carries thousands of them. */
export function describeCityDriver(driver: FleetDriver): CityFleet['drivers'][number] {
  const { id, status, tripId, lat, lng, headingDegrees, recordedAt, ageSeconds } = driver;
  return {
    id,
    status,
    position: { lat: round(lat, 1e5), lng: round(lng, 1e5) },
    headingDegrees: headingDegrees === null ? null : round(headingDegrees, 1),
    recordedAt: recordedAt.toISOString(),
    ageSeconds,
    tripId,
  };
}

const round = (value: number, steps: number): number => Math.round(value * steps) / steps;
