import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, ForRoles } from '#access';
import {
  emptyRequestSchema,
  webhookEndpointSchema,
  webhookReplayRequestSchema,
  webhookSecretSchema,
  webhookTestSchema,
  type WebhookEndpoint,
  type WebhookSecret,
  type WebhookStart,
  type WebhookTest,
} from '#contracts';
import { IdempotentCommands, type Command, type CommandOutcome } from '#database';
import { EndpointTest } from '../delivery/endpoint-test.js';
import { EndpointService } from '../endpoint/endpoint.service.js';
import { HistoryStart } from '../endpoint/history-start.js';
import { EndpointId } from './endpoint-id.decorator.js';

type Outcome = Promise<CommandOutcome<WebhookEndpoint>>;

/** The commands of operators about one endpoint. */
@ApiTags('Webhooks')
@Controller('v1/ops/webhooks/:id')
@ForRoles('ops')
export class WebhookCommandsController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly starts: HistoryStart,
    private readonly tests: EndpointTest,
    private readonly commands: IdempotentCommands,
  ) {}

  @Post('pause')
  @HttpCode(200)
  @AnswersCommands()
  @ApiOperation({ summary: 'Deliver nothing until it is resumed; nothing is lost meanwhile' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointSchema })
  async pause(
    @CommandContext() command: Command,
    @EndpointId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Outcome {
    await this.endpoints.prepare();
    return this.commands.execute(command, (tx) => this.endpoints.pause(tx, id));
  }

  @Post('resume')
  @HttpCode(200)
  @AnswersCommands()
  @ApiOperation({ summary: 'Go on where the delivery stopped' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointSchema })
  async resume(
    @CommandContext() command: Command,
    @EndpointId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Outcome {
    await this.endpoints.prepare();
    const current = await this.starts.find(undefined);
    return this.commands.execute(command, (tx) => this.endpoints.resume(tx, id, current));
  }

  @Post('replay')
  @HttpCode(200)
  @AnswersCommands()
  @ApiOperation({ summary: 'Deliver again from a cursor, a time or an event on' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointSchema })
  async replay(
    @CommandContext() command: Command,
    @EndpointId() id: string,
    @Body({ schema: webhookReplayRequestSchema }) body: WebhookStart,
  ): Outcome {
    await this.endpoints.prepare();
    const start = await this.starts.find(body);
    return this.commands.execute(command, (tx) => this.endpoints.replay(tx, id, start));
  }

  @Post('rotate-secret')
  @HttpCode(200)
  @AnswersCommands()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A new secret; for 24 hours the one before signs, too' })
  @ApiResponse({ status: 200, standardSchema: webhookSecretSchema })
  async rotateSecret(
    @CommandContext() command: Command,
    @EndpointId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Promise<CommandOutcome<WebhookSecret>> {
    await this.endpoints.prepare();
    return this.commands.execute(command, (tx) => this.endpoints.rotateSecret(tx, id));
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Post a message of the type webhook.test, once, and tell the answer' })
  @ApiResponse({ status: 200, standardSchema: webhookTestSchema })
  test(
    @EndpointId() id: string,
    @Body({ schema: emptyRequestSchema }) _body: unknown,
  ): Promise<WebhookTest> {
    return this.tests.run(id);
  }
}
