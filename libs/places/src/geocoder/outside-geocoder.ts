import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { setTimeout as delay } from 'node:timers/promises';
import type { Position } from '#contracts';
import { Metrics, Settings, summarizeError } from '#platform';
import type { Bounds, FoundPlace, GeocoderKind } from './geocoder-kind.js';
import { nominatim } from './nominatim.js';
import { OutageGuard } from './outage-guard.js';
import { photon } from './photon.js';
import { GeocoderAnswerError, readJson } from './read-json.js';
import { RequestPacer } from './request-pacer.js';

const KINDS: Readonly<Record<'photon' | 'nominatim', GeocoderKind>> = { photon, nominatim };

/** Each answer has at most twenty places of about 200 bytes, so the cache takes at most 8 MB. */
const MAX_CACHED = 2_000;
const CACHED_MS = 3_600_000;
/** Requests that wait for their turn or are under way. Further ones are not made. */
const MAX_UNDER_WAY = 16;
/** The longest time that a request waits for its turn. */
const MAX_WAIT_MS = 1_000;
/** Shorter texts fit too many places. */
const MIN_QUERY_LENGTH = 3;

/** The places; null when the geocoder could not be asked. */
export type OutsideAnswer = readonly FoundPlace[] | null;

/**
 * Asks the geocoder of `GEOCODER_URL` for what the city's own index doesn't know. Every request is
 * bounded: in time, in the size of its answer, in number at once and in a second. When the geocoder
 * is away, the callers use their own index, and the log says so once.
 */
@Injectable()
export class OutsideGeocoder {
  private readonly logger = new Logger('Geocoder');
  private readonly settings: Settings['geocoder'];
  private readonly cache = new LRUCache<string, readonly FoundPlace[]>({
    max: MAX_CACHED,
    ttl: CACHED_MS,
  });
  private readonly underWay = new Map<string, Promise<OutsideAnswer>>();
  private readonly pacer: RequestPacer;
  private readonly outage = new OutageGuard();

  constructor(
    settings: Settings,
    private readonly metrics: Metrics,
  ) {
    this.settings = settings.geocoder;
    this.pacer = new RequestPacer(this.settings?.requestsPerSecond ?? 1);
    if (this.settings?.maySearch === false) {
      this.logger.log(
        'The public server of OpenStreetMap names positions only, and is not searched.',
      );
    }
  }

  /** The sentence that the source of the places asks for; null without a geocoder. */
  get attribution(): string | null {
    return this.settings?.attribution ?? null;
  }

  /** Whether searches ask the geocoder. */
  get isSearched(): boolean {
    return this.settings?.maySearch ?? false;
  }

  /** Whether the geocoder is asked for the names of positions. */
  get isConfigured(): boolean {
    return this.settings !== undefined;
  }

  /** Searches in the bounds of a city. The position of the user is sent to a kilometre only. */
  async search(
    q: string,
    { near, bounds }: { near: Position | undefined; bounds: Bounds },
  ): Promise<OutsideAnswer> {
    const query = q.normalize('NFC').toLowerCase();
    if (!this.isSearched || query.length < MIN_QUERY_LENGTH) return [];
    const coarse = near && { lat: roundTo(near.lat, 2), lng: roundTo(near.lng, 2) };
    return this.ask((kind) => kind.searchPath({ q: query, near: coarse, bounds }));
  }

  /** What is at a position, to a metre. */
  async near({ lat, lng }: Position): Promise<OutsideAnswer> {
    if (!this.isConfigured) return [];
    return this.ask((kind) => kind.nearPath({ lat: roundTo(lat, 5), lng: roundTo(lng, 5) }));
  }

  /** Equal requests share an answer, also while it is under way. */
  private async ask(pathOf: (kind: GeocoderKind) => string): Promise<OutsideAnswer> {
    const { settings } = this;
    if (!settings) return [];
    const path = pathOf(KINDS[settings.kind]);
    const cached = this.cache.get(path);
    if (cached) return this.count('cached', cached);
    const flight = this.underWay.get(path);
    if (flight) return flight;
    if (this.outage.isPaused()) return this.count('paused', null);
    const waitMs = this.underWay.size < MAX_UNDER_WAY ? this.pacer.reserve(MAX_WAIT_MS) : undefined;
    if (waitMs === undefined) return this.count('limited', null);
    const started = this.request(path, waitMs).finally(() => this.underWay.delete(path));
    this.underWay.set(path, started);
    return started;
  }

  private async request(path: string, waitMs: number): Promise<OutsideAnswer> {
    if (waitMs > 0) await delay(waitMs);
    if (this.outage.isPaused()) return this.count('paused', null);
    try {
      const places = await this.fetchPlaces(path);
      this.cache.set(path, places);
      if (this.outage.succeed()) this.logger.log('The geocoder answers again.');
      return this.count('answered', places);
    } catch (error) {
      if (this.outage.fail({ isRefusal: isRefusal(error) })) {
        this.logger.warn(
          `The geocoder is away, so searches have the city's own places. ${reasonOf(error)}`,
        );
      }
      return this.count('failed', null);
    }
  }

  private async fetchPlaces(path: string): Promise<readonly FoundPlace[]> {
    const { url, kind, timeoutMs, userAgent } = this.settings!;
    const base = url.endsWith('/') ? url : `${url}/`;
    try {
      const answer = await readJson({ url: new URL(path, base), userAgent, timeoutMs });
      const places = KINDS[kind].parse(answer);
      if (places) return places;
    } catch (error) {
      // The geocoder works, and can't do anything with this text.
      if (isRefusedQuery(error)) return [];
      throw error;
    }
    throw new GeocoderAnswerError('Its answer has another form.', 200);
  }

  private count<T>(outcome: string, answer: T): T {
    this.metrics.geocoderRequests.inc({ outcome });
    return answer;
  }
}

const statusOf = (error: unknown) =>
  error instanceof GeocoderAnswerError ? error.status : undefined;

/** `fetch` names the failure of a connection in the cause of its error. */
const reasonOf = (error: unknown): string =>
  summarizeError(error instanceof TypeError && error.cause ? error.cause : error);

const isRefusal = (error: unknown): boolean => [403, 429, 503].includes(statusOf(error) ?? 0);

const isRefusedQuery = (error: unknown): boolean => [400, 414, 422].includes(statusOf(error) ?? 0);

const roundTo = (degrees: number, decimals: number): number => Number(degrees.toFixed(decimals));
