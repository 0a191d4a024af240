import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import { operatorRequestSchema, tripSchema, type OperatorRequest, type Trip } from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { TripId } from '../trip/trip-id.decorator.js';
import { OpsTripService, type OpsAction } from './ops-trip.service.js';

type Outcome = Promise<CommandOutcome<Trip>>;

/** The commands with which an operator ends or moves a trip that its people can't end. */
@ApiTags('Operations')
@Controller('v1/ops/trips/:id')
@ForRoles('ops')
@AnswersCommands()
export class OpsTripsController {
  constructor(
    private readonly trips: OpsTripService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ApiOperation({ summary: 'End a trip in any status, without a fee; its driver is free' })
  cancel(
    @CommandContext() command: Command,
    @CurrentUser() operator: Principal,
    @TripId() tripId: string,
    @Body({ schema: operatorRequestSchema }) body: OperatorRequest,
  ): Outcome {
    return this.execute(command, operator, { tripId, type: 'cancel_by_operator', ...body });
  }

  @Post('complete')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ApiOperation({ summary: 'Complete a ride under way; the receipt has the fare, as always' })
  complete(
    @CommandContext() command: Command,
    @CurrentUser() operator: Principal,
    @TripId() tripId: string,
    @Body({ schema: operatorRequestSchema }) body: OperatorRequest,
  ): Outcome {
    return this.execute(command, operator, { tripId, type: 'complete_by_operator', ...body });
  }

  @Post('redispatch')
  @HttpCode(200)
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  @ApiOperation({ summary: 'Take a trip that has not started from its driver, for another one' })
  redispatch(
    @CommandContext() command: Command,
    @CurrentUser() operator: Principal,
    @TripId() tripId: string,
    @Body({ schema: operatorRequestSchema }) body: OperatorRequest,
  ): Outcome {
    return this.execute(command, operator, { tripId, type: 'redispatch_by_operator', ...body });
  }

  private execute(command: Command, operator: Principal, action: OpsAction): Outcome {
    return this.commands.execute(command, (tx) => this.trips.act(tx, operator, action));
  }
}
