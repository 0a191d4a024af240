import type { Receipt, Trip } from '#contracts';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { formatMoney } from '../format/money.js';
import { isolate } from '../language/isolate.js';
import { Sentence } from '../language/sentence.js';
import { ReceiptCard } from '../rider/ended/receipt-card.js';
import { TipForm } from './tip-form.js';
import { useReceipt } from './use-receipt.js';

interface RideReceiptProps {
  trip: Trip;
  /** Called when the rider has given the tip. */
  onTipped?: () => void;
}

/** The receipt of a ride, and below it the tip, which a rider gives once. */
export function RideReceipt({ trip, onTipped }: RideReceiptProps) {
  const { receipt, problem, replace } = useReceipt(trip.id);
  const [isNew, setNew] = useState(false);
  const mayTip = trip.status === 'completed' && trip.driver !== null;
  const tip = receipt?.lines.find(({ kind }) => kind === 'tip');
  return (
    <>
      <ReceiptCard receipt={receipt} problem={problem} />
      {mayTip && receipt && !tip && (
        <TipForm
          trip={trip}
          onGiven={(given: Receipt) => {
            replace(given);
            setNew(true);
            onTipped?.();
          }}
        />
      )}
      {mayTip && tip && <GivenTip trip={trip} tip={tip.amount} isNew={isNew} />}
    </>
  );
}

interface GivenTipProps {
  trip: Trip;
  tip: Receipt['total'];
  /** The tip was given on this page, so a screen reader says it. */
  isNew: boolean;
}

function GivenTip({ trip, tip, isNew }: GivenTipProps) {
  const intl = useIntl();
  const values = { name: isolate(trip.driver?.name ?? ''), tip: formatMoney(tip, intl) };
  return (
    <p className="unprinted" role={isNew ? 'status' : undefined}>
      <Sentence>{intl.formatMessage({ id: 'tip.given' }, values)}</Sentence>
    </p>
  );
}
