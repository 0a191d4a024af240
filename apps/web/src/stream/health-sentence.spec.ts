import { describe, expect, it } from '@jest/globals';
import { healthSentence } from './health-sentence.js';
import { newHealth, type StreamHealth } from './stream-health.js';

const NOW = 1_000_000;
const say = (health: Partial<StreamHealth>) => healthSentence({ ...newHealth, ...health }, NOW);

describe('how fresh the page is', () => {
  it('is told with its age while the stream is stale', () => {
    expect(say({ status: 'stale', lastSignAt: NOW - 9_000 })).toBe(
      'Last update 9 s ago, reconnecting',
    );
    expect(say({ status: 'stale', lastSignAt: NOW - 125_000 })).toMatch(/^Last update 2:05 ago/);
  });

  it('has no age before the server was ever heard', () => {
    expect(say({ status: 'stale' })).toBe('No connection, trying again');
    expect(say({ status: 'connecting' })).toBe('Connecting');
  });

  it('says why it is over', () => {
    expect(say({ status: 'closed', reason: 'replaced' })).toMatch(/too many tabs/);
    expect(say({ status: 'closed', reason: 'end' })).toBe('Nothing more will follow');
  });
});
