import type { CloudEvent, EventData } from '#contracts';

/** This event neither ends a trip nor changes its driver, so its stream goes on after it. */
export const SAMPLE_TYPE = 'trip.driver_arrived';

/** The text before the stamp in every event; no other frame of a stream contains it. */
export const STAMP_MARK = 'Ada ~';
export const STAMP_LENGTH = 16;

const TRIP_ID = '019a5c3e-7d10-7c4a-9b1e-2f64d0a3c881';
const RIDER_ID = '019a5c3d-11f2-7e63-8f0a-5d2f7b90ce14';
const TIME = '2025-11-21T08:30:00.000Z';

/** The data of a trip event of about 1 KB; every peer sends it, with only the stamp differing. */
export const sampleData = (stamp: number): EventData<typeof SAMPLE_TYPE> => ({
  trip: {
    id: TRIP_ID,
    status: 'driver_arrived',
    version: 3,
    riderId: RIDER_ID,
    rider: { name: `${STAMP_MARK}${digits(stamp)}~`, rating: 4.87 },
    driver: {
      id: '019a5c3b-90aa-7b0d-a1b5-4c8e36f2d7b9',
      name: 'Grace Hopper',
      rating: 4.95,
      vehicle: { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' },
    },
    pickup: { lat: 40.754931, lng: -73.984012 },
    dropoff: { lat: 40.758512, lng: -73.981044 },
    pickupName: '6th Ave & W 38th St',
    dropoffName: '5th Ave & W 42nd St',
    fare: { amount: 1234, currency: 'USD' },
    freeCancelUntil: '2025-11-21T08:31:12.345Z',
    cancelFee: { amount: 500, currency: 'USD' },
    pickupEtaSeconds: 240,
    requestedAt: '2025-11-21T08:28:57.123Z',
    assignedAt: '2025-11-21T08:29:12.345Z',
    arrivedAt: TIME,
    startedAt: null,
    endedAt: null,
    cancellation: null,
    driverSilentSince: null,
    driverLostAt: null,
  },
});

export const SAMPLE_SUBJECT = `trip/${TRIP_ID}`;

const event: CloudEvent<typeof SAMPLE_TYPE> = {
  specversion: '1.0',
  id: '019a5c40-3c55-7d2f-8b6e-9a1f0c7d4e52',
  source: '/tripstream',
  type: SAMPLE_TYPE,
  subject: SAMPLE_SUBJECT,
  time: TIME,
  data: sampleData(0),
};

export const SAMPLE_ID = event.id;

const unstamped = JSON.stringify(event);
const stampStart = unstamped.indexOf(STAMP_MARK) + STAMP_MARK.length;
const before = unstamped.slice(0, stampStart);
const after = unstamped.slice(stampStart + STAMP_LENGTH);

/** @param stamp a whole number below 10^16; without one the text is always the same string */
export const sampleJson = (stamp?: number): string =>
  stamp === undefined ? unstamped : before + digits(stamp) + after;

/** The frame that every peer writes, with the fields `event`, `id` and `data`. */
export const sampleFrame = (id: number, stamp?: number): string =>
  `event: ${SAMPLE_TYPE}\nid: ${id}\ndata: ${sampleJson(stamp)}\n\n`;

function digits(stamp: number): string {
  return String(Math.round(stamp)).padStart(STAMP_LENGTH, '0');
}
