import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent } from '#contracts';
import type { HistoryRow } from './history-reader.js';
import { auditRepositions, type RepositionFault } from './reposition-audit.js';

type Step = readonly [type: string, data?: object, time?: string];

const EXPIRES = '2026-03-01T12:00:30.000Z';
const suggested = (id: string): Step => [
  'driver.reposition',
  { reposition: { id, expiresAt: EXPIRES } },
];
const accepted = (repositionId: string, time = '2026-03-01T12:00:05.000Z'): Step => [
  'driver.reposition_accepted',
  { repositionId, expiresAt: '2026-03-01T12:09:00.000Z' },
  time,
];
const ended = (repositionId: string): Step => [
  'driver.reposition_ended',
  { repositionId, reason: 'expired' },
];

const rowsOf = (steps: readonly Step[], stream = 'driver/a'): HistoryRow[] =>
  steps.map(([type, data, time = '2026-03-01T12:00:00.000Z'], index) => ({
    stream,
    seq: index + 1,
    id: `${stream} ${index}`,
    type,
    event: data ? ({ type, time, data } as unknown as AnyCloudEvent) : null,
  }));

const faultsOf = (steps: readonly Step[]): RepositionFault[] => {
  const { faults } = auditRepositions(rowsOf(steps));
  return (Object.keys(faults) as RepositionFault[]).filter((fault) => faults[fault] > 0);
};

describe('auditRepositions', () => {
  it('finds no fault in suggestions that end before the next one, an offer and a trip', () => {
    const steps = [
      ['driver.online'],
      suggested('1'),
      ended('1'),
      suggested('2'),
      accepted('2'),
      ended('2'),
      ['offer.created'],
      ['offer.accepted'],
      ['trip.driver_assigned'],
      ['trip.completed'],
      suggested('3'),
      ended('3'),
      ['driver.offline'],
    ] as const satisfies readonly Step[];
    const audit = auditRepositions(rowsOf(steps));
    expect(audit).toMatchObject({ suggested: 3, accepted: 1, examples: [] });
    expect(faultsOf(steps)).toEqual([]);
  });

  it.each<[fault: RepositionFault, what: string, steps: readonly Step[]]>([
    ['overlapping', 'a second suggestion at a time', [suggested('1'), suggested('2')]],
    ['whileBusy', 'a suggestion with an offer', [['offer.created'], suggested('1')]],
    ['whileBusy', 'a suggestion with a rider', [['trip.driver_assigned'], suggested('1')]],
    ['keptOpen', 'an open suggestion at an offer', [suggested('1'), ['offer.created']]],
    ['keptOpen', 'an open suggestion off duty', [suggested('1'), ['driver.offline']]],
    ['wrongEnd', 'the end of another suggestion', [suggested('1'), ended('2')]],
    ['late', 'an accept after the expiry', [suggested('1'), accepted('1', EXPIRES + '1')]],
  ])('reports %s for %s', (fault, _what, steps) => {
    expect(faultsOf(steps)).toEqual([fault]);
  });

  it('keeps the streams of drivers apart and ignores other streams', () => {
    const rows = [
      ...rowsOf([suggested('1')], 'driver/a'),
      ...rowsOf([suggested('2')], 'driver/b'),
      ...rowsOf([['offer.created'], suggested('3')], 'trip/c'),
    ];
    expect(auditRepositions(rows)).toMatchObject({ suggested: 2, examples: [] });
  });
});
