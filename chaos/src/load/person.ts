import type { Role } from '#contracts';
import { openSse, type SseProbe, type SseProbeOptions } from '#testing';

export interface Answer {
  status: number;
  /** Parsed when it is JSON, else the text. */
  body: unknown;
  text: string;
  headers: Headers;
}

export interface Call {
  method: string;
  path: string;
  /** A string or bytes are sent as they are, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** A plain request: no retries, nothing added. */
export async function send(
  baseUrl: string,
  { method, path, body, headers }: Call,
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(baseUrl + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, text, headers: response.headers };
}

/** Somebody who speaks plain HTTP, as an attacker or a bad client does. */
export class Person {
  private constructor(
    readonly baseUrl: string,
    readonly id: string,
    readonly role: Role,
    readonly token: string,
  ) {}

  static async signUp(baseUrl: string, role: Role, name = `A ${role}`): Promise<Person> {
    const { status, body, text } = await send(baseUrl, {
      ...{ method: 'POST', path: '/v1/sessions', body: { role, name } },
    });
    if (status !== 201) throw new Error(`No session: ${status} ${text}`);
    const { token, user } = body as { token: string; user: { id: string } };
    return new Person(baseUrl, user.id, role, token);
  }

  send(call: Call): Promise<Answer> {
    const authorization = `Bearer ${this.token}`;
    return send(this.baseUrl, { ...call, headers: { authorization, ...call.headers } });
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send({ method: 'POST', path, body, headers });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send({ method: 'GET', path, headers });
  }

  /** Default: their own stream. */
  stream(path = `/v1/${this.role}s/me/stream`, options: SseProbeOptions = {}): Promise<SseProbe> {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers };
    return openSse(this.baseUrl + path, { ...options, headers });
  }
}

/** The stable code of a problem document, if that is what it is. */
export const codeOf = ({ body }: Answer): string | undefined =>
  (body as { code?: string } | null)?.code;
