import { describe, expect, it } from '@jest/globals';
import type { TripStatus } from '#contracts';
import { aTrip } from '../../../test/trip-sample.js';
import { interventionsFor } from './interventions.js';

describe('interventionsFor', () => {
  it.each<[TripStatus, string[]]>([
    ['matching', ['cancel']],
    ['driver_arrived', ['redispatch', 'cancel', 'take-offline']],
    ['in_progress', ['complete', 'cancel', 'take-offline']],
    ['completed', []],
  ])('a trip that is %s has the commands that the server takes', (status, names) => {
    expect(interventionsFor(aTrip(status)).map(({ name }) => name)).toEqual(names);
  });
});
