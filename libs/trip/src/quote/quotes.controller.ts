import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import { quoteRequestSchema, quoteSchema, type Quote, type QuoteRequest } from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { QuoteService } from './quote.service.js';

@ApiTags('Trips')
@Controller('v1/quotes')
@AnswersCommands()
@ForRoles('rider')
export class QuotesController {
  constructor(
    private readonly quotes: QuoteService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post()
  @ApiOperation({ summary: 'What a ride would cost; the price holds for five minutes' })
  @ApiResponse({ status: 201, standardSchema: quoteSchema })
  create(
    @CommandContext() command: Command,
    @CurrentUser() rider: Principal,
    @Body({ schema: quoteRequestSchema }) body: QuoteRequest,
  ): Promise<CommandOutcome<Quote>> {
    return this.commands.execute(command, (tx) => this.quotes.create(tx, rider.userId, body));
  }
}
