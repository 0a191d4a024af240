/** The formats of a stream by content negotiation: Server-Sent Events, and the JSON of a poll. */
export type StreamFormat = 'event-stream' | 'json';

/** The media range of an `Accept` header that applies to one media type. */
interface MediaRange {
  quality: number;
  /** 0 for the range of all types, 1 for `type/*`, 2 for the exact type; -1 if no range applies. */
  precision: number;
}

const NO_RANGE: MediaRange = { quality: 0, precision: -1 };

/** The `q` parameter (RFC 9110, section 12.4.2). A malformed one is ignored. */
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Chooses the format by an `Accept` header (RFC 9110, section 12.5.1): the one with the higher
 * quality. If both have the same quality, the format is JSON only if it is named more exactly. HTTP
 * libraries that want JSON send `application/json, text/plain, *\/*`. Browsers, curl and requests
 * without the header get an event stream.
 *
 * @returns null when the header accepts neither
 */
export function negotiateFormat(accept = ''): StreamFormat | null {
  if (isPlain(accept)) return 'event-stream';
  const stream = findRange('text', 'event-stream', accept);
  const json = findRange('application', 'json', accept);
  if (stream.quality === 0) return json.quality > 0 ? 'json' : null;
  if (stream.quality !== json.quality) {
    return stream.quality > json.quality ? 'event-stream' : 'json';
  }
  return json.precision > stream.precision ? 'json' : 'event-stream';
}

/** Whether the header accepts an event stream, for a route that has no other format. */
export const acceptsEventStream = (accept = ''): boolean =>
  isPlain(accept) || findRange('text', 'event-stream', accept).quality > 0;

/** Whether the header is empty or names the event stream only, as nearly all headers do. */
const isPlain = (accept: string): boolean => accept === 'text/event-stream' || accept.trim() === '';

/** The most exact range applies, as in `text/*;q=0, text/event-stream`. */
function findRange(type: string, subtype: string, accept: string): MediaRange {
  const names = ['*/*', `${type}/*`, `${type}/${subtype}`];
  return accept.split(',').reduce((best, range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const precision = names.indexOf(name);
    return precision > best.precision ? { quality: parseQuality(parameters), precision } : best;
  }, NO_RANGE);
}

function parseQuality(parameters: string[]): number {
  const [found] = parameters.flatMap((parameter) => QUALITY.exec(parameter)?.[1] ?? []);
  return found === undefined ? 1 : Number(found);
}
