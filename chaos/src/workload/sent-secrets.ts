import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A shorter text, such as the key `k1` of a test, may occur in a log by chance. */
const SHORTEST = 16;
/** A part of a token that is long enough to be one by itself, such as its signature. */
const SHORTEST_PART = 20;

/** What undici publishes about a request of `fetch`: names and values in turn. */
interface FetchRequest {
  path: string;
  headers: readonly (string | Buffer)[] | string;
}

/**
 * Every secret that this process sends to a server: tokens, cookies, share tokens and idempotency
 * keys. They are read from the requests themselves, by the channels of Node's HTTP clients, so that
 * no fault can forget to name one.
 */
class SentSecrets {
  private readonly texts = new Set<string>();

  constructor() {
    subscribe('undici:request:create', (message) => {
      const { path, headers } = (message as { request: FetchRequest }).request;
      this.readPath(path);
      this.readHeaders(pairsOf(headers));
    });
    subscribe('http.client.request.start', (message) => {
      const { request } = message as { request: ClientRequest };
      this.readPath(request.path);
      this.readHeaders(Object.entries(request.getHeaders()).map(([k, v]) => [k, String(v)]));
    });
  }

  /** Adds a secret that no header shows. */
  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    this.texts.add(secret);
    for (const part of secret.split('.')) if (part.length >= SHORTEST_PART) this.texts.add(part);
  }

  has(word: string): boolean {
    return this.texts.has(word) || word.split('.').some((part) => this.texts.has(part));
  }

  get size(): number {
    return this.texts.size;
  }

  /** Forgets the secrets of an earlier run. */
  clear(): void {
    this.texts.clear();
  }

  /** Hides the known secrets in a text for the console. */
  mask(text: string): string {
    return text.replace(/[\w.~+/-]{16,}/g, (word) => (this.has(word) ? '[hidden]' : word));
  }

  private readPath(path: string): void {
    const share = /[?&]share=([^&#]+)/.exec(path)?.[1];
    if (share !== undefined) this.add(share);
  }

  private readHeaders(pairs: readonly (readonly [string, string])[]): void {
    for (const [name, value] of pairs) {
      const key = name.toLowerCase();
      if (key === 'authorization') this.add(value.replace(/^\S+\s+/, ''));
      if (key === 'idempotency-key') this.add(value);
      if (key !== 'cookie') continue;
      for (const cookie of value.split(';')) this.add(cookie.slice(cookie.indexOf('=') + 1).trim());
    }
  }
}

function pairsOf(headers: FetchRequest['headers']): [string, string][] {
  const texts =
    typeof headers === 'string' ? headers.split(/: |\r\n/) : headers.map((each) => String(each));
  return Array.from({ length: Math.floor(texts.length / 2) }, (_, index) => [
    texts[2 * index] ?? '',
    texts[2 * index + 1] ?? '',
  ]);
}

/** The secrets of the run under way. One run follows another, so one set serves all. */
export const sentSecrets = new SentSecrets();
