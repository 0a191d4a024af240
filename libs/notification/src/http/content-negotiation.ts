/** The two forms of a stream: Server-Sent Events, and the JSON of a poll. */
export type StreamFormat = 'event-stream' | 'json';

/** How much a client wants a media type, and how exactly it said so. */
interface MediaRange {
  quality: number;
  /** 0 for everything, 1 for a whole type, 2 for exactly this one; -1 when it isn't named. */
  precision: number;
}

const UNNAMED: MediaRange = { quality: 0, precision: -1 };

/** RFC 9110, section 12.4.2. Anything else counts as if it weren't there. */
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Which form an `Accept` header asks for (RFC 9110, section 12.5.1): the one with the
 * higher quality. When both are as good, JSON only if it is named more exactly
 * (`application/json, text/plain, *\/*` is what HTTP libraries send that want JSON), else an
 * event stream: that is what browsers, curl and no header at all get.
 *
 * @returns null when it takes neither
 */
export function negotiateFormat(accept: string | undefined): StreamFormat | null {
  if (accept === undefined || accept.trim() === '') return 'event-stream';
  const stream = findRange('text', 'event-stream', accept);
  const json = findRange('application', 'json', accept);
  if (stream.quality === 0) return json.quality > 0 ? 'json' : null;
  if (stream.quality !== json.quality) {
    return stream.quality > json.quality ? 'event-stream' : 'json';
  }
  return json.precision > stream.precision ? 'json' : 'event-stream';
}

/** Whether an event stream may be the answer, where there is no other form. */
export const acceptsEventStream = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept.trim() === '' ||
  findRange('text', 'event-stream', accept).quality > 0;

/** The most exact range decides, whatever a wider one says: `text/*;q=0, text/event-stream`. */
function findRange(type: string, subtype: string, accept: string): MediaRange {
  const names = ['*/*', `${type}/*`, `${type}/${subtype}`];
  return accept.split(',').reduce((best, range) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const precision = names.indexOf(name);
    return precision > best.precision ? { quality: parseQuality(parameters), precision } : best;
  }, UNNAMED);
}

function parseQuality(parameters: string[]): number {
  const [found] = parameters.flatMap((parameter) => QUALITY.exec(parameter)?.[1] ?? []);
  return found === undefined ? 1 : Number(found);
}
