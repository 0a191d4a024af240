import { describe, expect, it } from '@jest/globals';
import { receiptSchema, terminalStatuses, type CancelledBy } from '#contracts';
import { aTrip, cents } from '../../test/trip-builder.js';
import { receiptFor } from './receipt.js';

const cancelledBy = (by: CancelledBy, amount: number) =>
  aTrip('cancelled', { cancellation: { by, reason: 'No', fee: cents(amount) } });

describe('a receipt', () => {
  it.each(['matching', 'driver_assigned', 'driver_arrived', 'in_progress'] as const)(
    'a receipt is refused while the trip is %s',
    (status) => {
      expect(() => receiptFor(aTrip(status))).toThrow(
        expect.objectContaining({
          code: 'RECEIPT_NOT_READY',
          extension: { currentStatus: status },
        }),
      );
    },
  );

  it('the receipt of a completed ride has its fare', () => {
    const { lines, total } = receiptFor(aTrip('completed'));
    expect(lines).toEqual([{ kind: 'fare', amount: cents(1234) }]);
    expect(total).toEqual(cents(1234));
  });

  it('the receipt of a cancelled trip has the fee instead of the fare', () => {
    const { lines, total } = receiptFor(cancelledBy('rider', 500));
    expect(lines).toEqual([{ kind: 'cancel_fee', amount: cents(500) }]);
    expect(total).toEqual(cents(500));
  });

  it('the receipt of a no-show has a no-show fee', () => {
    expect(receiptFor(cancelledBy('no_show', 500)).lines).toEqual([
      { kind: 'no_show_fee', amount: cents(500) },
    ]);
  });

  it('the receipt of a free trip has no line and a total of zero', () => {
    for (const trip of [cancelledBy('rider', 0), aTrip('no_drivers_available')]) {
      expect(receiptFor(trip)).toMatchObject({ lines: [], total: cents(0) });
    }
  });

  it.each(terminalStatuses)(
    'the receipt of a trip that is %s has the shape of the contract',
    (status) => {
      const receipt = receiptFor(aTrip(status, { id: '01890000-0000-7000-8000-000000000001' }));
      expect(receiptSchema.parse(receipt)).toEqual(receipt);
    },
  );
});
