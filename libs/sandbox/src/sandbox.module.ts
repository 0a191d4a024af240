import { Module } from '@nestjs/common';
import { TripModule } from '#trip';
import { OwnServer } from './own-server.js';
import { SandboxFleet } from './sandbox-fleet.js';
import { SandboxLeases } from './sandbox-leases.js';
import { SandboxController } from './sandbox.controller.js';
import { TripLookup } from './trip-lookup.js';

/**
 * Scripted drivers, with `AUTH_MODE=demo` only. The application provides the `TravelEstimator`.
 */
@Module({
  imports: [TripModule],
  controllers: [SandboxController],
  providers: [OwnServer, SandboxFleet, SandboxLeases, TripLookup],
})
export class SandboxModule {}
