import { Body, Controller, HttpCode, Param, Post, type PipeTransform } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  declinedOfferSchema,
  emptyRequestSchema,
  reasonRequestSchema,
  tripSchema,
  uuid,
  type DeclinedOffer,
  type Trip,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { OfferService, offerNotFound } from './offer.service.js';

/** A text that is no UUID gets the same answer as an unknown offer. */
const toOfferId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw offerNotFound();
    return parsed.data;
  },
};

@ApiTags('Driver')
@Controller('v1/offers/:id')
@AnswersCommands()
@ForRoles('driver')
export class OffersController {
  constructor(
    private readonly offers: OfferService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take the ride; the first accept wins' })
  @ApiResponse({ status: 200, standardSchema: tripSchema })
  accept(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @Param('id', toOfferId) id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Promise<CommandOutcome<Trip>> {
    return this.commands.execute(command, (tx) => this.offers.accept(tx, driver, id));
  }

  @Post('decline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Leave the ride to somebody else' })
  @ApiResponse({ status: 200, standardSchema: declinedOfferSchema })
  decline(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @Param('id', toOfferId) offerId: string,
    @Body({ schema: reasonRequestSchema }) { reason }: { reason: string },
  ): Promise<CommandOutcome<DeclinedOffer>> {
    return this.commands.execute(command, (tx) =>
      this.offers.decline(tx, driver, { offerId, reason }),
    );
  }
}
