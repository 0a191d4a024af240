import { describe, expect, it } from '@jest/globals';
import type { TripStatus } from '#contracts';
import { aTrip } from '../../../test/trip-sample.js';
import { interventionsFor } from './interventions.js';

describe('interventionsFor', () => {
  it.each<[TripStatus, string[]]>([
    ['matching', ['Cancel trip, free']],
    ['driver_arrived', ['Find another driver', 'Cancel trip, free', 'Take driver off duty']],
    ['in_progress', ['Complete ride', 'Cancel trip, free', 'Take driver off duty']],
    ['completed', []],
  ])('a trip that is %s has the commands that the server takes', (status, names) => {
    expect(interventionsFor(aTrip(status)).map(({ name }) => name)).toEqual(names);
  });
});
