import { randomUUID } from 'node:crypto';
import type { Role, Session } from '#contracts';
import { openSse, type SseProbe, type SseProbeOptions } from '#testing';
import type { TestServer } from './test-server.js';

export interface Answer<T> {
  status: number;
  /** Parsed when it is JSON; else the text, or undefined when there is none. */
  body: T;
  headers: Headers;
}

/** Any, as JSON.parse has it: an expectation says what it must be. */
type Json = ReturnType<typeof JSON.parse>;

type Call = <T = Json>(
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>;

export type Api = Record<'get' | 'post' | 'put' | 'patch' | 'delete', Call>;

/** Plain requests with a Bearer token. A string is sent as it is, any other value as JSON. */
export function api(server: Pick<TestServer, 'url'>, token?: string): Api {
  const call =
    (method: string): Call =>
    async (path, body, headers = {}) => {
      const answer = await fetch(server.url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const text = await answer.text();
      const parsed: Json = isJson ? JSON.parse(text) : text || undefined;
      return { status: answer.status, body: parsed, headers: answer.headers };
    };
  return {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
  };
}

export interface Person extends Api {
  id: string;
  role: Role;
  token: string;
  /** Opens a stream of theirs (default: their own one), headers and query as given. */
  stream(path?: string, options?: SseProbeOptions): Promise<SseProbe>;
}

/** A new rider, driver or ops with a session. */
export async function signUp(
  server: Pick<TestServer, 'url'>,
  role: Role,
  name = `A ${role}`,
): Promise<Person> {
  const { status, body } = await api(server).post('/v1/sessions', { role, name });
  if (status !== 201) throw new Error(`No session: ${status} ${JSON.stringify(body)}`);
  return personOf(server, body as Pick<Session, 'token' | 'user'>);
}

/** The user of a session that a page has begun. */
export function personOf(
  server: Pick<TestServer, 'url'>,
  { token, user: { id, role } }: Pick<Session, 'token' | 'user'>,
): Person {
  return {
    ...api(server, token),
    id,
    role,
    token,
    stream: (path = `/v1/${role}s/me/stream`, { headers, ...options } = {}) =>
      openSse(server.url + path, {
        headers: { authorization: `Bearer ${token}`, ...headers },
        ...options,
      }),
  };
}

/** A key that was not used before. */
export const newKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

/** The body of a 2xx answer. @throws with the problem document of any other */
export async function expectOk<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { status, body } = await answer;
  if (status >= 200 && status < 300) return body;
  throw new Error(`Refused: ${status} ${JSON.stringify(body)}`);
}
