import { formatClock, formatSeconds } from '../format/time.js';
import type { Intl } from '../language/intl.js';
import { ageSeconds, type StreamHealth } from './stream-health.js';

interface ObservedHealth {
  health: StreamHealth;
  /** In milliseconds. */
  now: number;
}

/** How current the page is, in a few words. */
export function healthSentence({ health, now }: ObservedHealth, intl: Intl): string {
  const age = ageSeconds(health, now);
  if (health.knownAt !== undefined) {
    const time = formatClock(health.knownAt, intl);
    return intl.formatMessage({ id: 'stream.last-known' }, { time });
  }
  switch (health.status) {
    case 'live':
      return intl.formatMessage({ id: 'stream.live' });
    case 'catching-up':
      return intl.formatMessage({ id: 'stream.catching-up' });
    case 'connecting':
      return intl.formatMessage({
        id: age === undefined ? 'stream.connecting' : 'stream.reconnecting',
      });
    case 'stale':
      return age === undefined
        ? intl.formatMessage({ id: 'stream.no-connection' })
        : intl.formatMessage({ id: 'stream.stale' }, { age: formatSeconds(age, intl) });
    case 'closed':
      return intl.formatMessage({ id: closedMessage(health.reason) });
  }
}

function closedMessage(reason: string | undefined) {
  if (reason === 'replaced') return 'stream.replaced';
  if (reason === 'end') return 'stream.end';
  return 'stream.closed';
}
