import { describe, expect, it } from '@jest/globals';
import { testIntl } from '../../test/test-intl.js';
import { healthSentence } from './health-sentence.js';
import { newHealth, type StreamHealth } from './stream-health.js';

const NOW = 1_000_000;
const intl = await testIntl();
const say = (health: Partial<StreamHealth>) =>
  healthSentence({ health: { ...newHealth, ...health }, now: NOW }, intl);

describe('healthSentence', () => {
  it('a stale stream has its age in the sentence', () => {
    expect(say({ status: 'stale', lastSignAt: NOW - 9_000 })).toBe(
      'Last update 9 s ago, reconnecting',
    );
    expect(say({ status: 'stale', lastSignAt: NOW - 125_000 })).toMatch(/^Last update 2:05 ago/);
  });

  it('the sentence has no age before the first sign of life', () => {
    expect(say({ status: 'stale' })).toBe('No connection, trying again');
    expect(say({ status: 'connecting' })).toBe('Connecting');
  });

  it('a page that was opened without a connection says from when its content is', () => {
    const knownAt = '2026-01-01T14:05:00.000Z';
    expect(say({ status: 'stale', knownAt })).toMatch(/^No connection\. Last known at 2:05\sPM$/);
  });

  it('the sentence of a closed stream says why', () => {
    expect(say({ status: 'closed', reason: 'replaced' })).toMatch(/too many tabs/);
    expect(say({ status: 'closed', reason: 'end' })).toBe('Nothing more will follow');
  });
});
