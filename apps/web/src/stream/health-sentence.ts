import { formatSeconds } from '../format/time.js';
import { ageSeconds, type StreamHealth } from './stream-health.js';

/** How current the page is, in a few words. `now` is in milliseconds. */
export function healthSentence(health: StreamHealth, now: number): string {
  const age = ageSeconds(health, now);
  switch (health.status) {
    case 'live':
      return 'Live';
    case 'catching-up':
      return 'Catching up';
    case 'connecting':
      return age === undefined ? 'Connecting' : 'Reconnecting';
    case 'stale':
      return age === undefined
        ? 'No connection, trying again'
        : `Last update ${formatSeconds(age)} ago, reconnecting`;
    case 'closed':
      return closedSentence(health.reason);
  }
}

function closedSentence(reason: string | undefined): string {
  if (reason === 'replaced') return 'Open in too many tabs. Reload to watch here';
  if (reason === 'end') return 'Nothing more will follow';
  return 'Not watching any more. Reload to go on';
}
