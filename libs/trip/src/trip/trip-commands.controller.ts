import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  emptyRequestSchema,
  ratingRequestSchema,
  reasonRequestSchema,
  startRequestSchema,
  tripSchema,
  type RatingRequest,
  type Trip,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { TripCommandService } from './trip-command.service.js';
import { TripId } from './trip-id.decorator.js';

type Outcome = Promise<CommandOutcome<Trip>>;

@ApiTags('Trips')
@Controller('v1/trips/:id')
@AnswersCommands()
@ApiResponse({ status: 200, standardSchema: tripSchema })
export class TripCommandsController {
  constructor(
    private readonly trips: TripCommandService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('cancel')
  @HttpCode(200)
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
  @ForRoles('driver')
  @ApiOperation({ summary: 'The driver is at the pickup' })
  arrive(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Outcome {
    return this.commands.execute(command, (tx) => this.trips.arrive(tx, driver, id));
  }

  @Post('start')
  @HttpCode(200)
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
  @ForRoles('driver')
  @ApiOperation({ summary: 'The ride is over' })
  complete(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Outcome {
    return this.commands.execute(command, (tx) => this.trips.complete(tx, driver, id));
  }

  @Post('no-show')
  @HttpCode(200)
  @ForRoles('driver')
  @ApiOperation({ summary: 'The driver waited five minutes and nobody came' })
  noShow(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @TripId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Outcome {
    return this.commands.execute(command, (tx) => this.trips.reportNoShow(tx, driver, id));
  }

  @Post('rating')
  @HttpCode(200)
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
}
