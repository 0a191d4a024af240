import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Req,
  type PipeTransform,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, Public, networkOf, type AccessRequest } from '#access';
import {
  sandboxDriverChangeSchema,
  sandboxDriverRequestSchema,
  sandboxDriverSchema,
  sandboxDriversSchema,
  sandboxPinSchema,
  uuid,
  type SandboxDriver as SandboxDriverView,
  type SandboxDriverPatch,
  type SandboxDriverSettings,
  type SandboxDrivers,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { DomainError } from '#platform';
import type { SandboxDriver } from './sandbox-driver.js';
import { SandboxFleet } from './sandbox-fleet.js';

/** A text that is no UUID gets the same answer as an unknown driver. */
const toDriverId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new DomainError('NOT_FOUND', 'This process has no such sandbox driver.');
  },
};

/**
 * Scripted drivers for the tests of client developers. The routes exist with `AUTH_MODE=demo` only,
 * and need no session, as a new session needs none.
 */
@ApiTags('Sandbox')
@Controller('v1/sandbox/drivers')
@Public()
export class SandboxController {
  constructor(
    private readonly fleet: SandboxFleet,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post()
  @AnswersCommands()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Make a scripted driver, who is on duty with the answer' })
  @ApiResponse({ status: 201, standardSchema: sandboxDriverSchema })
  @ApiResponse({ status: 409, description: 'SANDBOX_FULL' })
  async create(
    @CommandContext() command: Command,
    @Req() request: AccessRequest,
    @Body({ schema: sandboxDriverRequestSchema.nullish() }) body?: SandboxDriverSettings | null,
  ): Promise<CommandOutcome<SandboxDriverView>> {
    const settings = body ?? sandboxDriverRequestSchema.parse({});
    const outcome = await this.hire(command, networkOf(request.ip), settings);
    await this.fleet.begin(outcome.body.id);
    return outcome;
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The scripted drivers that your address has made' })
  @ApiResponse({ status: 200, standardSchema: sandboxDriversSchema })
  list(@Req() request: AccessRequest): SandboxDrivers {
    return { drivers: this.fleet.list(networkOf(request.ip)).map(({ view }) => view) };
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A scripted driver, and what it did' })
  @ApiResponse({ status: 200, standardSchema: sandboxDriverSchema })
  get(@Param('id', toDriverId) id: string): SandboxDriverView {
    return this.fleet.get(id).view;
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the script of a driver' })
  @ApiResponse({ status: 200, standardSchema: sandboxDriverSchema })
  change(
    @Param('id', toDriverId) id: string,
    @Body({ schema: sandboxDriverChangeSchema }) body: SandboxDriverPatch,
  ): SandboxDriverView {
    const driver = this.fleet.get(id);
    driver.change(body);
    return driver.view;
  }

  @Put(':id/pin')
  @ApiOperation({ summary: 'Say the PIN of the trip to a driver who waits for it' })
  @ApiResponse({ status: 200, standardSchema: sandboxDriverSchema })
  sayPin(
    @Param('id', toDriverId) id: string,
    @Body({ schema: sandboxPinSchema }) { pin }: { pin: string },
  ): SandboxDriverView {
    const driver = this.fleet.get(id);
    driver.hearPin(pin);
    return driver.view;
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a driver; a trip is given back, or completed during the ride' })
  @ApiResponse({ status: 204, description: 'The driver is off duty' })
  remove(@Param('id', toDriverId) id: string): Promise<void> {
    return this.fleet.remove(this.fleet.get(id));
  }

  private async hire(
    command: Command,
    caller: string,
    settings: SandboxDriverSettings,
  ): Promise<CommandOutcome<SandboxDriverView>> {
    let hired: SandboxDriver | undefined;
    try {
      return await this.commands.execute(command, async (tx) => {
        // The work runs again after a serialization failure.
        if (hired) this.fleet.forget(hired);
        hired = await this.fleet.hire(tx, caller, settings);
        // The answer is given when the driver is on duty, and is stored before.
        return { ...hired.view, status: 'available' as const };
      });
    } catch (error) {
      if (hired) this.fleet.forget(hired);
      throw error;
    }
  }
}
