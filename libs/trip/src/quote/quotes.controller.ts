import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import { quoteRequestSchema, quoteSchema, type Quote, type QuoteRequest } from '#contracts';
import { CommandAdmission, CommandOutcome, IdempotentCommands, type Command } from '#database';
import { QuoteService } from './quote.service.js';
import { RiderHome } from './rider-home.js';

@ApiTags('Trips')
@Controller('v1/quotes')
@AnswersCommands()
@ForRoles('rider')
export class QuotesController {
  constructor(
    private readonly quotes: QuoteService,
    private readonly commands: IdempotentCommands,
    private readonly admission: CommandAdmission,
    private readonly home: RiderHome,
  ) {}

  @Post()
  @ApiOperation({ summary: 'What a ride would cost; the price holds for five minutes' })
  @ApiResponse({ status: 201, standardSchema: quoteSchema })
  async create(
    @CommandContext() command: Command,
    @CurrentUser() rider: Principal,
    @Body({ schema: quoteRequestSchema }) body: QuoteRequest,
  ): Promise<CommandOutcome<Quote>> {
    const { userId } = rider;
    this.home.noteQuote(rider);
    if (command.key !== null) {
      return this.commands.execute(command, (tx) => this.quotes.create(userId, body, tx));
    }
    // No answer is stored without a key, so the quote needs no transaction with it.
    const create = () => this.quotes.create(userId, body);
    return new CommandOutcome(await this.admission.runShared(userId, create), false);
  }
}
