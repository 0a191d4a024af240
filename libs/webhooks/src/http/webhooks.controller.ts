import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AnswersCommands, CommandContext, CurrentUser, ForRoles, type Principal } from '#access';
import {
  createdWebhookEndpointSchema,
  webhookAttemptQuerySchema,
  webhookAttemptsSchema,
  webhookChangeSchema,
  webhookEndpointSchema,
  webhookEndpointsSchema,
  webhookRequestSchema,
  type CreatedWebhookEndpoint,
  type WebhookAttemptQuery,
  type WebhookAttempts,
  type WebhookChange,
  type WebhookEndpoint,
  type WebhookEndpoints,
  type WebhookRequest,
} from '#contracts';
import {
  CommandAdmission,
  IdempotentCommands,
  Transactions,
  type Command,
  type CommandOutcome,
} from '#database';
import { AttemptLog } from '../delivery/attempt-log.js';
import { EndpointUrlCheck } from '../endpoint/endpoint-url-check.js';
import { EndpointService } from '../endpoint/endpoint.service.js';
import { HistoryStart } from '../endpoint/history-start.js';
import { EndpointId } from './endpoint-id.decorator.js';

/** Registers the servers of partners, to which events are posted. */
@ApiTags('Webhooks')
@Controller('v1/ops/webhooks')
@ForRoles('ops')
export class WebhooksController {
  constructor(
    private readonly endpoints: EndpointService,
    private readonly log: AttemptLog,
    private readonly starts: HistoryStart,
    private readonly urls: EndpointUrlCheck,
    private readonly commands: IdempotentCommands,
    private readonly transactions: Transactions,
    private readonly admission: CommandAdmission,
  ) {}

  @Post()
  @AnswersCommands()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Register an endpoint; only this answer shows its secret' })
  @ApiResponse({ status: 201, standardSchema: createdWebhookEndpointSchema })
  async register(
    @CommandContext() command: Command,
    @Body({ schema: webhookRequestSchema }) body: WebhookRequest,
  ): Promise<CommandOutcome<CreatedWebhookEndpoint>> {
    await this.urls.require(body.url);
    await this.endpoints.prepare();
    const start = await this.starts.find(body.startAt);
    return this.commands.execute(command, (tx) => this.endpoints.register(tx, body, start));
  }

  @Get()
  @ApiOperation({ summary: 'All endpoints, oldest first' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointsSchema })
  async list(): Promise<WebhookEndpoints> {
    return { endpoints: await this.endpoints.list() };
  }

  @Get(':id')
  @ApiOperation({ summary: 'An endpoint, its state and its backlog' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointSchema })
  get(@EndpointId() id: string): Promise<WebhookEndpoint> {
    return this.endpoints.get(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change address, types of events or description' })
  @ApiResponse({ status: 200, standardSchema: webhookEndpointSchema })
  async change(
    @CurrentUser() operator: Principal,
    @EndpointId() id: string,
    @Body({ schema: webhookChangeSchema }) body: WebhookChange,
  ): Promise<WebhookEndpoint> {
    if (body.url !== undefined) await this.urls.require(body.url);
    await this.endpoints.prepare();
    return this.admission.run({ userId: operator.userId, row: id }, () =>
      this.transactions.run((tx) => this.endpoints.change(tx, id, body)),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove an endpoint, what waits for it, and its log' })
  @ApiResponse({ status: 204, description: 'It gets no further delivery' })
  delete(@CurrentUser() operator: Principal, @EndpointId() id: string): Promise<void> {
    return this.admission.run({ userId: operator.userId, row: id }, () =>
      this.transactions.run((tx) => this.endpoints.delete(tx, id)),
    );
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'The delivery log, newest first' })
  @ApiResponse({ status: 200, standardSchema: webhookAttemptsSchema })
  async listDeliveries(
    @EndpointId() id: string,
    @Query({ schema: webhookAttemptQuerySchema }) query: WebhookAttemptQuery,
  ): Promise<WebhookAttempts> {
    await this.endpoints.get(id);
    return this.log.list(id, query);
  }
}
