import 'reflect-metadata';
import {
  Body,
  Controller,
  HttpCode,
  Module,
  Post,
  StandardSchemaValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { locationRequestSchema, type LocationReading } from '#contracts';
import { serveCalls } from '../../streams/process/serve-calls.js';
import type { PeerCalls } from './peer-calls.js';

/** A Nest route with the same validation as the API's own, without guards, hooks and plugins. */
@Controller('v1/drivers/me')
class LocationsController {
  @Post('locations')
  @HttpCode(204)
  addLocations(
    @Body({ schema: locationRequestSchema }) _body: LocationReading | LocationReading[],
  ): void {
    // The answer is all that this route does.
  }
}

@Module({ controllers: [LocationsController] })
class PeerModule {}

const app = await NestFactory.create<NestFastifyApplication>(PeerModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
app.useGlobalPipes(new StandardSchemaValidationPipe());
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.getHttpServer().address() as AddressInfo;

serveCalls<PeerCalls>({ describe: () => ({ port, pid: process.pid }) }, () => app.close());
