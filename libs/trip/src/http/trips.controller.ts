import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  receiptSchema,
  tripListQuerySchema,
  tripPageSchema,
  tripRequestSchema,
  tripSchema,
  type Receipt,
  type Trip,
  type TripListQuery,
  type TripPage,
  type TripRequest,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { TripQueryService, type PastEvent } from '../trip-query.service.js';
import { TripRequestService } from '../trip-request.service.js';
import { TripId } from './trip-id.decorator.js';

@ApiTags('Trips')
@Controller('v1/trips')
export class TripsController {
  constructor(
    private readonly requests: TripRequestService,
    private readonly queries: TripQueryService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post()
  @AnswersCommands()
  @ForRoles('rider')
  @ApiOperation({ summary: 'Ask for a ride' })
  @ApiResponse({ status: 201, standardSchema: tripSchema })
  request(
    @CommandContext() command: Command,
    @CurrentUser() rider: Principal,
    @Body({ schema: tripRequestSchema }) body: TripRequest,
  ): Promise<CommandOutcome<Trip>> {
    return this.commands.execute(command, (tx) => this.requests.request(tx, rider, body));
  }

  @Get()
  @ForRoles('rider', 'driver')
  @ApiOperation({ summary: 'Your own trips, newest first' })
  @ApiResponse({ status: 200, standardSchema: tripPageSchema })
  list(
    @CurrentUser() who: Principal,
    @Query({ schema: tripListQuerySchema }) query: TripListQuery,
  ): Promise<TripPage> {
    return this.queries.list(who, query);
  }

  @Get(':id')
  @ForRoles('rider', 'driver', 'ops')
  @ApiOperation({ summary: 'A trip as it is now' })
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  get(@CurrentUser() who: Principal, @TripId() id: string): Promise<Trip> {
    return this.queries.get(who, id);
  }

  @Get(':id/events')
  @ForRoles('rider', 'driver', 'ops')
  @ApiOperation({ summary: 'What the stream of a trip ever carried, from the outbox' })
  async events(
    @CurrentUser() who: Principal,
    @TripId() id: string,
  ): Promise<{ events: PastEvent[] }> {
    return { events: await this.queries.events(who, id) };
  }

  @Get(':id/receipt')
  @ForRoles('rider', 'ops')
  @ApiOperation({ summary: 'What a finished trip cost' })
  @ApiResponse({ status: 200, standardSchema: receiptSchema })
  receipt(@CurrentUser() who: Principal, @TripId() id: string): Promise<Receipt> {
    return this.queries.receipt(who, id);
  }
}
