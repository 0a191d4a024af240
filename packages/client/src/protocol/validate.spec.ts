import { describe, expect, it } from '@jest/globals';
import { sampleTrip } from '../../test/sample-trip.js';
import { schemas, validate, validateFrame } from './index.js';

const id = '01931f6e-7c10-7000-8000-000000000001';
const driver = { id, name: 'Tom', rating: 4.9, vehicle: null };
const { pin: _pin, ...trip } = sampleTrip('in_progress', { id, version: 4, riderId: id, driver });
const started = {
  specversion: '1.0',
  id,
  source: '/tripstream',
  type: 'trip.started',
  subject: `trip/${id}`,
  time: '2026-11-29T10:00:00.000Z',
  data: { trip },
};
const valid = { valid: true, known: true };

describe('validate', () => {
  it('accepts a value of the wire, with fields that a later server may add', () => {
    expect(validate('EventTrip', trip)).toEqual(valid);
    expect(validate('EventTrip', { ...trip, surge: 1.2 })).toEqual(valid);
  });

  it('names each wrong field by its JSON Pointer', () => {
    const checked = validate('EventTrip', {
      ...trip,
      version: 0,
      rider: { name: 7, rating: null },
    });
    const paths = checked.valid ? [] : checked.errors.map(({ path }) => path);
    expect(paths.sort()).toEqual(['/rider/name', '/version']);
  });

  it('reports a field that is missing', () => {
    const { dropoff: _dropoff, ...rest } = trip;
    const checked = validate('EventTrip', rest);
    expect(checked).toMatchObject({ valid: false, errors: [{ path: '' }] });
    expect(JSON.stringify(checked)).toContain('dropoff');
  });

  it('reports at most 20 errors, however many there are', () => {
    const trips = Array.from({ length: 500 }, () => ({}));
    const checked = validate('TripPage', { trips, nextCursor: null });
    expect(checked.valid ? [] : checked.errors).toHaveLength(20);
  });

  it('refuses the name of a type that the protocol does not have', () => {
    expect(() => validate('toString' as 'Trip', {})).toThrow(RangeError);
  });
});

describe('validateFrame', () => {
  it('accepts an event as text, parsed, and without its name', () => {
    expect(validateFrame('rider', { event: 'trip.started', data: started })).toEqual(valid);
    const data = JSON.stringify(started);
    expect(validateFrame('trip', { event: 'trip.started', data })).toEqual(valid);
    expect(validateFrame('trip', { event: 'message', data })).toEqual(valid);
  });

  it('refuses an event that another type announces', () => {
    const checked = validateFrame('rider', { event: 'trip.completed', data: started });
    expect(checked).toMatchObject({ valid: false, errors: [{ path: '/type' }] });
  });

  it('takes an event of a later server for valid, and says that it does not know it', () => {
    const data = { ...started, type: 'trip.teleported' };
    const checked = validateFrame('rider', { event: 'trip.teleported', data });
    expect(checked).toEqual({ valid: true, known: false });
  });

  it('checks a snapshot by the kind of its stream', () => {
    const frame = { event: 'stream.snapshot', data: '{"trip":null}' };
    expect(validateFrame('rider', frame)).toEqual(valid);
    expect(validateFrame('trip', frame)).toMatchObject({ valid: false });
    expect(validateFrame('ops', frame)).toEqual({ valid: true, known: false });
  });

  it('checks an event of a share link by its own schema', () => {
    const { riderId: _riderId, rider: _rider, fare: _fare, cancelFee: _fee, ...seen } = trip;
    const data = { ...started, data: { trip: seen } };
    expect(validateFrame('shared', { event: 'trip.started', data })).toEqual(valid);
    expect(validateFrame('trip', { event: 'trip.started', data })).toMatchObject({ valid: false });
  });

  it('reports data that is not JSON', () => {
    const checked = validateFrame('rider', { event: 'trip.started', data: '{' });
    expect(checked).toEqual({
      valid: false,
      known: true,
      errors: [{ path: '', message: 'data is not JSON' }],
    });
  });
});

it('every reference between the schemas leads to a schema', () => {
  const references = JSON.stringify(schemas.$defs).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g);
  const names = new Set([...references].map(([, name]) => name));
  expect(names.size).toBeGreaterThan(10);
  expect(Object.keys(schemas.$defs)).toEqual(expect.arrayContaining([...names]));
});
