import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AllowShareLink,
  AnswersCommands,
  CommandContext,
  CurrentRequester,
  CurrentUser,
  ForRoles,
  type Principal,
  type Requester,
} from '#access';
import {
  receiptSchema,
  readableTripSchema,
  tripHistorySchema,
  tripListQuerySchema,
  tripPageSchema,
  tripRequestSchema,
  tripSchema,
  type Receipt,
  type SharedTrip,
  type Trip,
  type TripListQuery,
  type TripPage,
  type TripRequest,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { TripQueryService, type PastEvent } from './trip-query.service.js';
import { TripRequestService } from './trip-request.service.js';
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
    @CurrentUser() principal: Principal,
    @Query({ schema: tripListQuerySchema }) query: TripListQuery,
  ): Promise<TripPage> {
    return this.queries.list(principal, query);
  }

  @Get(':id')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A trip as it is now' })
  @ApiResponse({ status: 200, standardSchema: readableTripSchema })
  get(@CurrentRequester() requester: Requester, @TripId() id: string): Promise<Trip | SharedTrip> {
    return this.queries.get(requester, id);
  }

  @Get(':id/events')
  @ForRoles('rider', 'driver', 'ops')
  @AllowShareLink()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'What the stream of a trip ever carried, from the outbox' })
  @ApiResponse({ status: 200, standardSchema: tripHistorySchema })
  async events(
    @CurrentRequester() requester: Requester,
    @TripId() id: string,
  ): Promise<{ events: PastEvent[] }> {
    return { events: await this.queries.listEvents(requester, id) };
  }

  @Get(':id/receipt')
  @ForRoles('rider', 'ops')
  @ApiOperation({ summary: 'What a finished trip cost' })
  @ApiResponse({ status: 200, standardSchema: receiptSchema })
  receipt(@CurrentUser() principal: Principal, @TripId() id: string): Promise<Receipt> {
    return this.queries.getReceipt(principal, id);
  }
}
