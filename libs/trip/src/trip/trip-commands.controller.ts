import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  atPickupRequestSchema,
  ratingRequestSchema,
  reasonRequestSchema,
  receiptSchema,
  startRequestSchema,
  stepRequestSchema,
  tipRequestSchema,
  tripSchema,
  type AtPickupRequest,
  type RatingRequest,
  type Receipt,
  type StepRequest,
  type TipRequest,
  type Trip,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { TipService } from '../tip/tip.service.js';
import { TripCommandService } from './trip-command.service.js';
import { TripId } from './trip-id.decorator.js';

type Outcome = Promise<CommandOutcome<Trip>>;

const AT_PICKUP =
  'DRIVER_NOT_AT_PICKUP unless `position`, or else the last location that the driver reported, ' +
  'is within PICKUP_RADIUS_METERS (500) of the pickup.';

const AT_PLACE =
  'DRIVER_TOO_FAR when `position`, or else a location that the driver has reported since the step ' +
  'before and within 15 seconds, is farther than GEOFENCE_METERS (300). `override` with a reason ' +
  'does the step all the same, and the event records it.';

@ApiTags('Trips')
@Controller('v1/trips/:id')
@AnswersCommands()
export class TripCommandsController {
  constructor(
    private readonly trips: TripCommandService,
    private readonly tips: TipService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('rider', 'driver')
  @ApiOperation({ summary: 'Rider: end the trip. Driver: give it back, it looks for another one' })
  cancel(
    @CommandContext() command: Command,
    @CurrentUser() principal: Principal,
    @TripId() tripId: string,
    @Body({ schema: reasonRequestSchema }) { reason }: { reason: string },
  ): Outcome {
    return this.commands.execute(command, (tx) =>
      this.trips.cancel(tx, principal, { tripId, reason }),
    );
  }

  @Post('arrive')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('driver')
  @ApiOperation({
    summary: 'The driver is at the pickup',
    description: AT_PLACE,
  })
  arrive(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() tripId: string,
    @Body({ schema: stepRequestSchema }) body: StepRequest,
  ): Outcome {
    const { position, override } = body ?? {};
    return this.commands.execute(command, (tx) =>
      this.trips.arrive(tx, driver, { tripId, position, override }),
    );
  }

  @Post('start')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('driver')
  @ApiOperation({ summary: "The rider is in the car; the rider's PIN proves it" })
  start(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() tripId: string,
    @Body({ schema: startRequestSchema }) { pin }: { pin: string },
  ): Outcome {
    const start = { tripId, pin };
    return this.commands.execute(command, (tx) => this.trips.start(tx, driver, start));
  }

  @Post('complete')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('driver')
  @ApiOperation({ summary: 'The ride is over', description: AT_PLACE })
  complete(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() tripId: string,
    @Body({ schema: stepRequestSchema }) body: StepRequest,
  ): Outcome {
    const { position, override } = body ?? {};
    return this.commands.execute(command, (tx) =>
      this.trips.complete(tx, driver, { tripId, position, override }),
    );
  }

  @Post('no-show')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('driver')
  @ApiOperation({
    summary: 'The driver waited five minutes and the rider did not come',
    description: `${AT_PICKUP} A last location counts for a minute.`,
  })
  noShow(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() tripId: string,
    @Body({ schema: atPickupRequestSchema }) body: AtPickupRequest,
  ): Outcome {
    return this.commands.execute(command, (tx) =>
      this.trips.reportNoShow(tx, driver, { tripId, position: body?.position }),
    );
  }

  @Post('rating')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ForRoles('rider', 'driver')
  @ApiOperation({ summary: 'One to five stars for the other side, once' })
  rate(
    @CommandContext() command: Command,
    @CurrentUser() principal: Principal,
    @TripId() tripId: string,
    @Body({ schema: ratingRequestSchema }) rating: RatingRequest,
  ): Outcome {
    return this.commands.execute(command, (tx) =>
      this.trips.rate(tx, principal, { tripId, rating }),
    );
  }

  @Post('tip')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: receiptSchema })
  @ForRoles('rider')
  @ApiOperation({
    summary: 'A tip for the driver of a completed trip, once; the answer is the receipt',
    description:
      'At most twice the fare, else TIP_TOO_HIGH. The same amount again changes nothing.',
  })
  tip(
    @CommandContext() command: Command,
    @CurrentUser() rider: Principal,
    @TripId() tripId: string,
    @Body({ schema: tipRequestSchema }) { amount }: TipRequest,
  ): Promise<CommandOutcome<Receipt>> {
    return this.commands.execute(command, (tx) => this.tips.give(tx, rider, { tripId, amount }));
  }
}
