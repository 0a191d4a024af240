import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import {
  makeLoopbackCertificate,
  type LoopbackCertificate,
  SseFrameReader,
  violationsOf,
  type SseFrame,
} from '#testing';

export interface Certificate extends LoopbackCertificate {
  /** These settings make a server use the certificate. */
  environment: { TLS_CERT_FILE: string; TLS_KEY_FILE: string };
  remove(): Promise<void>;
}

/** Generates a certificate for 127.0.0.1 and localhost, and writes it into files for a server. */
export async function makeCertificate(): Promise<Certificate> {
  const { cert, key } = await makeLoopbackCertificate();
  const folder = await mkdtemp(join(tmpdir(), 'tripstream-tls-'));
  const [TLS_CERT_FILE, TLS_KEY_FILE] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await writeFile(TLS_CERT_FILE, cert);
  await writeFile(TLS_KEY_FILE, key, { mode: 0o600 });
  return {
    cert,
    key,
    environment: { TLS_CERT_FILE, TLS_KEY_FILE },
    remove: () => rm(folder, { recursive: true }),
  };
}

export type Http2Headers = Record<string, string | string[] | number | undefined>;

export interface Http2Answer {
  status: number;
  headers: Http2Headers;
  text: string;
}

/** One HTTP/2 connection, which verifies the server's certificate. */
export class Http2Client {
  private constructor(readonly session: ClientHttp2Session) {}

  static async connect(url: string, ca: string): Promise<Http2Client> {
    const session = connect(url, { ca });
    await once(session, 'connect');
    session.on('error', () => {});
    return new Http2Client(session);
  }

  async call(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Http2Answer> {
    const stream = this.session.request({
      ':method': method,
      ':path': path,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    });
    stream.end(body === undefined ? undefined : JSON.stringify(body));
    const answered = await headersOf(stream);
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(stream, 'end');
    return { status: Number(answered[':status']), headers: answered, text };
  }

  /** Opens an event stream that reads without limit until the caller pauses it. */
  async stream(path: string, headers: Record<string, string>): Promise<Http2Sse> {
    const stream = this.session.request({
      ':path': path,
      accept: 'text/event-stream',
      ...headers,
    });
    return new Http2Sse(stream, await headersOf(stream));
  }

  async close(): Promise<void> {
    if (this.session.destroyed) return;
    this.session.destroy();
    await once(this.session, 'close');
  }
}

/** An event stream on an HTTP/2 connection. */
export class Http2Sse {
  readonly status: number;
  readonly frames: SseFrame[] = [];
  readonly violations: string[] = [];
  /** Resolves to true when the server ended the stream cleanly, to false after a reset or cut. */
  readonly ended: Promise<boolean>;

  constructor(
    readonly stream: ClientHttp2Stream,
    readonly headers: Http2Headers,
  ) {
    this.status = Number(headers[':status']);
    const reader = new SseFrameReader();
    let isWhole = false;
    stream.on('error', () => {});
    stream.on('end', () => (isWhole = !stream.aborted && stream.rstCode === 0));
    stream.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) {
        this.frames.push(frame);
        this.violations.push(...violationsOf(frame));
        stream.emit('frame');
      }
    });
    this.ended = new Promise((resolve) => stream.once('close', () => resolve(isWhole)));
  }

  /**
   * Waits for the first frame that matches, among received and future frames.
   *
   * @throws Error when the stream ends without such a frame
   */
  async seen(matches: (frame: SseFrame) => boolean): Promise<SseFrame> {
    for (;;) {
      const found = this.frames.find(matches);
      if (found) return found;
      if (this.stream.destroyed) throw new Error('The stream ended without such a frame.');
      await Promise.race([once(this.stream, 'frame'), once(this.stream, 'close')]);
    }
  }

  /** Resets the stream as a browser does (RST_STREAM) and keeps the connection. */
  async close(): Promise<void> {
    this.stream.close();
    await this.ended;
  }
}

async function headersOf(stream: ClientHttp2Stream): Promise<Http2Headers> {
  const [headers] = (await once(stream, 'response')) as [Http2Headers];
  return headers;
}
