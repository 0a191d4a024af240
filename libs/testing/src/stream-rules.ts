import { readWire, type WireEvent, type WireFrame } from './wire-frame.js';

export interface StreamOptions {
  /** The cursor that the client sent, as it sent it. */
  presented?: string | undefined;
  /** The server ended the response: its last frame says why, and no frame is incomplete. */
  ended?: boolean;
}

/** Any, as JSON.parse has it: the rules are what looks at it. */
type Json = ReturnType<typeof JSON.parse>;

const CLOSINGS = [
  'drain',
  'max_age',
  'token_expired',
  'revoked',
  'replaced',
  'limit',
  'slow_consumer',
  'unavailable',
  'end',
];
const RESETS = [
  'unknown_cursor',
  'foreign_epoch',
  'cursor_ahead',
  'history_trimmed',
  'gap_too_large',
];
const EPHEMERAL = ['driver.location', 'trip.search', 'city.state'];

const epochOf = (cursor: string): string => cursor.slice(0, cursor.lastIndexOf('-'));
const seqOf = (cursor: string): number => Number(cursor.slice(cursor.lastIndexOf('-') + 1));

/**
 * What is wrong with the bytes of one SSE response, by the standard's grammar and by our
 * contract: the verdict first, then the snapshot if one is due, then events that rise by
 * one, the closing last; no id that wasn't reached. Empty when the stream obeys the rules.
 */
export function violationsOfStream(bytes: Uint8Array, options: StreamOptions = {}): string[] {
  const { frames, incomplete, violations } = readWire(bytes);
  const reading = new StreamReading(options);
  for (const frame of frames) reading.take(frame);
  violations.push(...reading.violations);
  if (!options.ended) return violations;
  if (incomplete.length > 0) violations.push(`ended within a frame: ${incomplete.length} bytes`);
  if (!reading.isClosed) violations.push('ended without stream.closing');
  return violations;
}

/** Goes through the frames of one response, and remembers what the next one may be. */
class StreamReading {
  readonly violations: string[] = [];
  isClosed = false;
  private opened: Json;
  /** The last id, `''` before the first frame. */
  private last = '';
  private needsSnapshot = false;

  constructor(private readonly options: StreamOptions) {}

  take(frame: WireFrame): void {
    if (this.isClosed) this.report('after stream.closing', frame);
    if ('comment' in frame) {
      if (!this.opened) this.report('heartbeat before the verdict', frame);
      return;
    }
    const data = this.parse(frame);
    if (data === undefined) return;
    if (this.opened && epochOf(frame.id) !== epochOf(this.opened.head))
      this.report('another epoch', frame);
    this.judge(frame, data);
    this.last = frame.id;
  }

  private judge(frame: WireEvent, data: Json): void {
    if (frame.event === 'stream.closing') this.close(frame, data);
    else if (frame.event === 'stream.opened') this.open(frame, data);
    else if (!this.opened) this.report('before the verdict', frame);
    else if (frame.event === 'stream.snapshot') this.snapshot(frame);
    else if (this.needsSnapshot) this.report('before the snapshot', frame);
    else if (EPHEMERAL.includes(frame.event ?? '')) this.stayPut(frame);
    else this.advance(frame, data);
    if (frame.retry !== undefined && !/^stream\.(opened|closing)$/.test(frame.event ?? ''))
      this.report('retry', frame);
  }

  private open(frame: WireEvent, { stream, mode, reason, from, head }: Json): void {
    const { presented } = this.options;
    const isReset = mode === 'reset';
    this.expect('verdict, twice', frame, this.opened === undefined && this.last === '');
    this.expect('mode', frame, ['fresh', 'resumed', 'reset'].includes(mode));
    this.expect('reason of a reset', frame, isReset ? RESETS.includes(reason) : !reason);
    this.expect('retry of the verdict', frame, (frame.retry ?? 0) > 0);
    this.expect('from isn’t its id', frame, from === frame.id || isReset);
    this.expect('head', frame, typeof head === 'string' && seqOf(head) >= seqOf(frame.id));
    if (mode === 'resumed') this.expect('cursor', frame, frame.id === (presented ?? frame.id));
    else this.expect('a fresh id beyond 0', frame, seqOf(frame.id) === 0);
    this.opened = { stream, mode, head };
    this.needsSnapshot = mode !== 'resumed' && stream !== 'ops/city';
  }

  private snapshot(frame: WireEvent): void {
    this.expect('a snapshot not due', frame, this.needsSnapshot);
    this.expect('a snapshot not of the head', frame, frame.id === this.opened.head);
    this.needsSnapshot = false;
  }

  private advance(frame: WireEvent, { specversion, type }: Json): void {
    this.expect('not a CloudEvent', frame, specversion === '1.0' && typeof type === 'string');
    this.expect('its name isn’t its type', frame, (frame.event ?? type) === type);
    this.expect(`not the next after ${this.last}`, frame, seqOf(frame.id) === seqOf(this.last) + 1);
  }

  private close(frame: WireEvent, { reason, reconnect }: Json): void {
    this.expect('reason of the closing', frame, CLOSINGS.includes(reason));
    this.expect('reconnect', frame, typeof reconnect === 'boolean');
    this.expect('come back after the end', frame, reason !== 'end' || reconnect === false);
    this.expect('retry of the closing', frame, (frame.retry ?? 0) > 0);
    if (this.opened) this.stayPut(frame);
    // Refused in band, before any verdict: it stands where the client stood.
    else
      this.expect(
        'cursor',
        frame,
        [0, seqOf(this.options.presented ?? '')].includes(seqOf(frame.id)),
      );
    this.isClosed = true;
  }

  /** It delivers no event, so it moves no cursor. */
  private stayPut(frame: WireEvent): void {
    this.expect(`moves the cursor from ${this.last}`, frame, frame.id === this.last);
  }

  private parse(frame: WireEvent): Json {
    try {
      const data: Json = JSON.parse(frame.data);
      if (typeof data === 'object' && data !== null) return data;
    } catch {
      // Reported below, as data that is no object.
    }
    this.report('data isn’t a JSON object', frame);
  }

  private expect(what: string, frame: WireEvent, isKept: boolean): void {
    if (!isKept) this.report(what, frame);
  }

  private report(what: string, frame: WireFrame): void {
    this.violations.push(`${what}: ${JSON.stringify(frame)}`);
  }
}
