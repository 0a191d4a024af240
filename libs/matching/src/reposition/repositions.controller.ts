import { Body, Controller, HttpCode, Param, Post, type PipeTransform } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  declinedRepositionSchema,
  emptyRequestSchema,
  repositionSchema,
  uuid,
  type DeclinedReposition,
  type Reposition,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { RepositionService, repositionNotFound } from './reposition.service.js';

/** A text that is no UUID gets the same answer as an unknown suggestion. */
const toRepositionId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw repositionNotFound();
    return parsed.data;
  },
};

@ApiTags('Driver')
@Controller('v1/drivers/me/reposition/:id')
@AnswersCommands()
@ForRoles('driver')
export class RepositionsController {
  constructor(
    private readonly repositions: RepositionService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Drive to where riders are expected' })
  @ApiResponse({ status: 200, standardSchema: repositionSchema })
  accept(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @Param('id', toRepositionId) id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Promise<CommandOutcome<Reposition>> {
    return this.commands.execute(command, (tx) => this.repositions.accept(tx, driver, id));
  }

  @Post('decline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stay, or give up a drive that was accepted' })
  @ApiResponse({ status: 200, standardSchema: declinedRepositionSchema })
  decline(
    @CommandContext() command: Command,
    @CurrentUser() driver: Principal,
    @Param('id', toRepositionId) id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Promise<CommandOutcome<DeclinedReposition>> {
    return this.commands.execute(command, (tx) => this.repositions.decline(tx, driver, id));
  }
}
