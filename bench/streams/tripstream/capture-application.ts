import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

export interface CapturedServer {
  app: NestFastifyApplication;
  /** The port on 127.0.0.1 where the application listens. */
  port: number;
}

/**
 * Captures the Nest application of this process, so that the benchmark can use its
 * providers. Call it before the server's main module is loaded; only the first application
 * is captured.
 *
 * @returns the application, once it listens
 */
export async function captureApplication(): Promise<CapturedServer> {
  const app = await captureNextApplication();
  const server = app.getHttpServer();
  if (!server.listening) await once(server, 'listening');
  return { app, port: (server.address() as AddressInfo).port };
}

function captureNextApplication(): Promise<NestFastifyApplication> {
  const create = NestFactory.create.bind(NestFactory) as (...all: unknown[]) => Promise<unknown>;
  return new Promise((resolve) => {
    Object.assign(NestFactory, {
      create: async (...all: unknown[]) => {
        Object.assign(NestFactory, { create });
        const app = (await create(...all)) as NestFastifyApplication;
        resolve(app);
        return app;
      },
    });
  });
}
