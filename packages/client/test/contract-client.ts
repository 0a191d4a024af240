/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/restrict-template-expressions -- The schemas check what the types can't say of parsed JSON. */
import type { z } from 'zod';
import {
  cloudEventSchema,
  ephemeralMap,
  eventTypes,
  problemSchema,
  sharedEventDataSchema,
  sharedTripSchema,
  snapshotMap,
  streamClosingSchema,
  streamOpenedSchema,
  type EphemeralType,
  type EventType,
  type Role,
  type Session,
  type StreamKind,
} from '#contracts';
import { readWire, violationsOfStream, type WireEvent } from '#testing';
import { until } from './until.js';

/** The server under test: the fake, or the real one. */
export interface ContractTarget {
  baseUrl: string;
  fetch: typeof fetch;
}

/** Any, as JSON.parse has it: the schemas are what looks at it. */
export type Json = ReturnType<typeof JSON.parse>;

interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The schema of a 2xx answer. */
  schema?: z.ZodType;
}

export interface ContractAnswer {
  status: number;
  body: Json;
  headers: Headers;
}

/** The names and types of a value, without what differs from run to run. */
function shapeOf(value: Json): Json {
  if (value === null) return null;
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object') return typeof value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, shapeOf(value[name])]));
}

/**
 * Sends requests to one server, checks each answer against the contract, and writes down what has
 * to be the same with every server.
 */
export class ContractClient {
  /** What happened, in the order of the scenario. */
  readonly transcript: Json[] = [];
  private readonly streams: ContractStream[] = [];

  constructor(private readonly target: ContractTarget) {}

  async call(step: string, options: CallOptions = {}): Promise<ContractAnswer> {
    const [method = 'GET', path = '/'] = step.split(' ');
    const { token, body, headers, schema } = options;
    const response = await this.target.fetch(this.target.baseUrl + path, {
      method,
      credentials: 'omit',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed: Json = isJson ? JSON.parse(text) : text;
    this.check(step, { status: response.status, body: parsed, headers: response.headers }, schema);
    return { status: response.status, body: parsed, headers: response.headers };
  }

  /** Signs a new user in. */
  async signUp(role: Role): Promise<Session> {
    const { body } = await this.call('POST /v1/sessions', { body: { role, name: `A ${role}` } });
    return body;
  }

  async stream(
    path: string,
    { token, cursor, query = '' }: { token?: string; cursor?: string; query?: string },
  ): Promise<ContractStream> {
    const abort = new AbortController();
    const response = await this.target.fetch(this.target.baseUrl + path + query, {
      credentials: 'omit',
      signal: abort.signal,
      headers: {
        accept: 'text/event-stream',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(cursor !== undefined && { 'last-event-id': cursor }),
      },
    });
    const stream = new ContractStream(response, { abort, cursor });
    this.streams.push(stream);
    this.transcript.push(`stream ${response.status}`);
    return stream;
  }

  async closeStreams(): Promise<void> {
    await Promise.all(this.streams.map((stream) => stream.close()));
  }

  private check(step: string, { status, body, headers }: ContractAnswer, schema?: z.ZodType): void {
    const isProblem = status >= 400;
    const known = isProblem ? problemSchema : schema;
    const result = known?.safeParse(body);
    if (result && !result.success) {
      throw new Error(`${step}: ${status} ${result.error.message} ${JSON.stringify(body)}`);
    }
    if (isProblem && !headers.get('content-type')?.startsWith('application/problem+json')) {
      throw new Error(`${step}: a problem without its media type`);
    }
    const name = nameOf(step);
    const { code, title, retryable, type, currentStatus } = isProblem ? body : ({} as Json);
    const fields = body?.errors?.map(({ field }: Json) => field).sort();
    this.transcript.push(
      isProblem
        ? { name, status, code, title, retryable, type, currentStatus, fields }
        : { name, status, replayed: headers.get('idempotent-replayed'), body: shapeOf(body) },
    );
  }
}

/** A step without the ids, tokens and cursors, which differ from run to run. */
const nameOf = (step: string): string =>
  step
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    .replaceAll(/(token|share|cursor)=[^&]+/g, '$1=…');

/** One event stream, with all its bytes checked by the grammar and its data by the schemas. */
export class ContractStream {
  readonly status: number;
  isEnded = false;
  private bytes = Buffer.alloc(0);
  private readonly pump: Promise<void>;
  private closing: Promise<void> | undefined;

  constructor(
    response: Response,
    private readonly options: { abort: AbortController; cursor?: string },
  ) {
    this.status = response.status;
    this.pump = this.read(response);
  }

  get events(): WireEvent[] {
    return readWire(this.bytes).frames.filter((frame): frame is WireEvent => !('comment' in frame));
  }

  /** The names of the frames with their place, without ephemeral ones, whose time varies. */
  get names(): string[] {
    return this.events
      .filter(({ event }) => !isEphemeral(event))
      .map(({ id, event, data }) => {
        const { type, reason, mode }: Json = JSON.parse(data);
        const seq = id.slice(id.lastIndexOf('-'));
        const why = event === 'stream.closing' && reason;
        return [event ?? `(${type})`, seq, mode, why].filter(Boolean).join(' ');
      });
  }

  async waitFor(name: string): Promise<Json> {
    const found = (): WireEvent | undefined => this.events.find(({ event }) => event === name);
    await until(`${name} after ${this.names.join(', ')}`, found);
    return JSON.parse(found()!.data);
  }

  async waitForEnd(): Promise<void> {
    await until(`the end after ${this.names.join(', ')}`, () => this.isEnded);
  }

  /** Closes it from this side, once, and checks its bytes. */
  close(): Promise<void> {
    return (this.closing ??= this.closeOnce());
  }

  private async closeOnce(): Promise<void> {
    const ended = this.isEnded;
    this.options.abort.abort();
    await this.pump;
    if (this.status !== 200) return;
    const violations = violationsOfStream(this.bytes, { presented: this.options.cursor, ended });
    if (violations.length > 0) throw new Error(violations.join('\n'));
  }

  /** What the frames carry: their schemas are checked, and their shapes are returned. */
  shapes(kind: StreamKind | 'shared'): Json[] {
    return this.events
      .filter(({ event }) => !isEphemeral(event))
      .map(({ event, data }) => {
        const value: Json = JSON.parse(data);
        schemaOf(event ?? value.type, kind).parse(value);
        return [event, shapeOf(value)];
      });
  }

  private async read(response: Response): Promise<void> {
    const reader = response.body?.getReader();
    try {
      for (;;) {
        const chunk = await reader?.read();
        if (!chunk || chunk.done) break;
        this.bytes = Buffer.concat([this.bytes, chunk.value]);
      }
    } catch {
      // The test has closed it, or the network has.
    }
    this.isEnded = true;
  }
}

const isEphemeral = (name: string | undefined): name is EphemeralType =>
  name !== undefined && name in ephemeralMap;

function schemaOf(name: string, kind: StreamKind | 'shared'): z.ZodType {
  if (name === 'stream.opened') return streamOpenedSchema;
  if (name === 'stream.closing') return streamClosingSchema;
  if (isEphemeral(name)) return ephemeralMap[name];
  if (name === 'stream.snapshot') {
    if (kind !== 'shared') return snapshotMap[kind];
    return snapshotMap.trip.extend({ trip: sharedTripSchema });
  }
  if (!eventTypes.includes(name as EventType)) throw new Error(`${name} is not in the contract`);
  const schema = cloudEventSchema(name as EventType);
  return kind === 'shared' ? schema.extend({ data: sharedEventDataSchema }) : schema;
}
