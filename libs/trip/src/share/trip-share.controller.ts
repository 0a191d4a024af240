import { Body, Controller, Delete, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  AnswersCommands,
  CommandContext,
  CurrentUser,
  ForRoles,
  getPublicOrigin,
  type AccessRequest,
  type Principal,
} from '#access';
import { emptyRequestSchema, shareLinkSchema, type ShareLink } from '#contracts';
import {
  CommandAdmission,
  IdempotentCommands,
  Transactions,
  type Command,
  type CommandOutcome,
} from '#database';
import { Settings } from '#platform';
import { TripShareService } from './trip-share.service.js';
import { TripId } from '../trip/trip-id.decorator.js';

@ApiTags('Trips')
@Controller('v1/trips/:id/share')
@ForRoles('rider')
export class TripShareController {
  constructor(
    private readonly shares: TripShareService,
    private readonly commands: IdempotentCommands,
    private readonly transactions: Transactions,
    private readonly admission: CommandAdmission,
    private readonly settings: Settings,
  ) {}

  @Post()
  @AnswersCommands()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A link with which others watch this trip, without a session' })
  @ApiResponse({ status: 201, standardSchema: shareLinkSchema })
  share(
    @CommandContext() command: Command,
    @CurrentUser() rider: Principal,
    @TripId() tripId: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
    @Req() request: AccessRequest,
  ): Promise<CommandOutcome<ShareLink>> {
    const about = { tripId, origin: getPublicOrigin(request, this.settings.http) };
    return this.commands.execute(command, (tx) => this.shares.share(tx, rider, about));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'End every link to this trip, and the streams opened with them' })
  @ApiResponse({ status: 204, description: 'No link opens this trip any more' })
  unshare(@CurrentUser() rider: Principal, @TripId() tripId: string): Promise<void> {
    return this.admission.run({ userId: rider.userId, row: tripId }, () =>
      this.transactions.run((tx) => this.shares.unshare(tx, rider, tripId)),
    );
  }
}
