import type { Role } from '#contracts';
import { openSse, type SseProbe, type SseProbeOptions } from '#testing';

export interface RawResponse {
  status: number;
  /** Parsed when the response is JSON, otherwise the text. */
  body: unknown;
  text: string;
  headers: Headers;
}

export interface RawRequest {
  method: string;
  path: string;
  /** A string or bytes are sent unchanged, any other value as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends one request, with neither retries nor additional headers. */
export async function send(
  baseUrl: string,
  { method, path, body, headers }: RawRequest,
): Promise<RawResponse> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(baseUrl + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, text, headers: response.headers };
}

/** A signed-in user who speaks plain HTTP, as an attacker or a faulty client does. */
export class RawClient {
  private constructor(
    readonly baseUrl: string,
    readonly id: string,
    readonly role: Role,
    readonly token: string,
  ) {}

  static async signUp(baseUrl: string, role: Role, name = `A ${role}`): Promise<RawClient> {
    const request = { method: 'POST', path: '/v1/sessions', body: { role, name } };
    const { status, body, text } = await send(baseUrl, request);
    if (status !== 201) throw new Error(`No session: ${status} ${text}`);
    const { token, user } = body as { token: string; user: { id: string } };
    return new RawClient(baseUrl, user.id, role, token);
  }

  /** The same user at another server. */
  on(baseUrl: string): RawClient {
    return new RawClient(baseUrl, this.id, this.role, this.token);
  }

  send(request: RawRequest): Promise<RawResponse> {
    const authorization = `Bearer ${this.token}`;
    return send(this.baseUrl, { ...request, headers: { authorization, ...request.headers } });
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RawResponse> {
    return this.send({ method: 'POST', path, body, headers });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<RawResponse> {
    return this.send({ method: 'GET', path, headers });
  }

  /** @param path of the stream; default: the stream of this user */
  openStream(
    path = `/v1/${this.role}s/me/stream`,
    options: SseProbeOptions = {},
  ): Promise<SseProbe> {
    const headers = { authorization: `Bearer ${this.token}`, ...options.headers };
    return openSse(this.baseUrl + path, { ...options, headers });
  }
}

/** The stable code of a problem document; undefined for any other body. */
export const codeOf = ({ body }: RawResponse): string | undefined =>
  (body as { code?: string } | null)?.code;
