import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError, PROBLEM_MEDIA_TYPE, toProblem } from '#platform';
import { ControlGuard } from './control-guard.js';
import { handleControlRequest, type ControllableCity } from './control-routes.js';
import { readJson } from './read-json.js';

/** The city under control and the origins of the pages that control it. */
export interface ControlTarget {
  controls: ControllableCity;
  /** Origins of the pages that may control the city. */
  origins: readonly string[];
}

/** A token of 256 random bits cannot be guessed. */
const TOKEN_BYTES = 32;
const PREFLIGHT_SECONDS = '600';
/** Upper bound for the arrival of a request of a few bytes within one machine. */
const REQUEST_WITHIN_MS = 5_000;

/**
 * The control port of the demo on the loopback address: the city page starts, stops and resizes
 * the city through it, cuts the connections of an agent and stalls its reads.
 */
export class ControlServer {
  readonly token = randomBytes(TOKEN_BYTES).toString('base64url');
  private readonly server: Server;
  private target: ControlTarget | undefined;

  private constructor() {
    this.server = createServer({ requestTimeout: REQUEST_WITHIN_MS }, (request, response) => {
      void this.answer(request, response);
    });
  }

  /** Listens on a free port before the city exists, because the API server needs the address. */
  static async listen(): Promise<ControlServer> {
    const control = new ControlServer();
    control.server.listen(0, '127.0.0.1');
    await once(control.server, 'listening');
    return control;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sets the city. Requests before this call, and while the city is not open, get 503. */
  attach(target: ControlTarget): void {
    this.target = target;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { port, token } = this;
    const guard = new ControlGuard({ port, token, origins: this.target?.origins ?? [] });
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (guard.allows(origin)) response.setHeader('Access-Control-Allow-Origin', origin);
    try {
      guard.requireKnownOrigin(request.headers);
      if (request.method === 'OPTIONS') {
        allowPreflight(response);
        return;
      }
      guard.requireToken(request.headers);
      const answer = handleControlRequest(this.openControls, {
        method: request.method ?? '',
        path,
        query: new URLSearchParams(query),
        body: await readJson(request),
      });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answer));
    } catch (error) {
      refuse(response, path, error);
    }
  }

  private get openControls(): ControllableCity {
    if (this.target) return this.target.controls;
    throw new DomainError('NOT_READY', 'The city isn’t there yet.');
  }
}

function allowPreflight(response: ServerResponse): void {
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  response.writeHead(204).end();
}

function refuse(response: ServerResponse, path: string, error: unknown): void {
  const known =
    error instanceof DomainError ? error : new DomainError('INTERNAL', 'Tell us if it stays.');
  const problem = toProblem(known, path);
  response.statusCode = problem.status;
  response.setHeader('Content-Type', PROBLEM_MEDIA_TYPE);
  if (problem.status === 503) response.setHeader('Retry-After', '1');
  // The rest of a body that was too long would be parsed as the next request.
  if (problem.status === 413) response.setHeader('Connection', 'close');
  response.end(JSON.stringify(problem));
}
