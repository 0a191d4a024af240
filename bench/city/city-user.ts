import type { CityFigures } from './city-figures.js';
import type { JsonConnections } from './json-connections.js';

/** One server of the city, and the connections to it. */
export interface CityServer {
  port: number;
  commands: JsonConnections;
  locations: JsonConnections;
}

export interface CityUser {
  id: string;
  token: string;
  server: CityServer;
}

export interface CommandRequest {
  method?: string;
  path: string;
  key?: string;
  json?: unknown;
}

/** @throws {Error} when the server refuses the session */
export async function signUp(
  server: CityServer,
  role: 'driver' | 'rider',
  name: string,
): Promise<CityUser> {
  const { status, body } = await server.commands.send('POST', '/v1/sessions', {
    json: { role, name },
  });
  if (status !== 201) throw new Error(`POST /v1/sessions answered ${status}: ${body}`);
  const { token, user } = JSON.parse(body) as { token: string; user: { id: string } };
  return { id: user.id, token, server };
}

/**
 * Sends a command and records its duration under `name`.
 *
 * @returns undefined when the command failed, which counts as a fault
 */
export async function runCommand<T>(
  { figures, name, user }: { figures: CityFigures; name: string; user: CityUser },
  { method = 'POST', path, key, json }: CommandRequest,
): Promise<T | undefined> {
  const { token, server } = user;
  const begin = performance.now();
  try {
    const options = { token, json: json ?? {} };
    const { status, body } = await server.commands.send(
      method,
      path,
      key === undefined ? options : { ...options, key },
    );
    figures.record(name, performance.now() - begin);
    if (status >= 300) throw new Error(`${status} ${codeOf(body)}`);
    return (body === '' ? {} : JSON.parse(body)) as T;
  } catch (error) {
    figures.noteFault(`${name}: ${(error as Error).message}`);
    return undefined;
  }
}

function codeOf(body: string): string {
  try {
    return String((JSON.parse(body) as { code?: unknown }).code);
  } catch {
    return body.slice(0, 80);
  }
}
