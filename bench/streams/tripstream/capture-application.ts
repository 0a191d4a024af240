import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startServer, type Server } from '../../../apps/api/src/server.js';
import type { Settings } from '#platform';

export interface CapturedServer {
  server: Server;
  app: NestFastifyApplication;
}

/**
 * Starts the server exactly as `main.ts` does, and keeps hold of the Nest application in
 * it, which nobody but a benchmark needs.
 */
export async function startCaptured(settings: Settings): Promise<CapturedServer> {
  const create = NestFactory.create.bind(NestFactory) as (...all: unknown[]) => Promise<unknown>;
  let app: NestFastifyApplication | undefined;
  Object.assign(NestFactory, {
    create: async (...all: unknown[]) => (app = (await create(...all)) as NestFastifyApplication),
  });
  const server = await startServer(settings);
  Object.assign(NestFactory, { create });
  if (!app) throw new Error('The server made no application.');
  return { server, app };
}
