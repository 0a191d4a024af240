import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import { availabilityStateSchema, reasonRequestSchema, type AvailabilityState } from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { AvailabilityService } from './availability.service.js';
import { DriverId } from './driver-id.decorator.js';

@ApiTags('Operations')
@Controller('v1/ops/drivers/:id')
@ForRoles('ops')
@AnswersCommands()
export class OpsDriversController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('offline')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a driver off duty; a trip of theirs goes on' })
  @ApiResponse({ status: 200, standardSchema: availabilityStateSchema })
  takeOffline(
    @CommandContext() command: Command,
    @CurrentUser() operator: Principal,
    @DriverId() driverId: string,
    @Body({ schema: reasonRequestSchema }) { reason }: { reason: string },
  ): Promise<CommandOutcome<AvailabilityState>> {
    return this.commands.execute(command, (tx) =>
      this.availability.takeOffline(tx, operator, { driverId, reason }),
    );
  }
}
