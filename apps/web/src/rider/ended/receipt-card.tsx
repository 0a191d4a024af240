import type { Receipt } from '#contracts';
import { useEffect, useState } from 'react';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatDay, formatWait } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useSignedIn } from '../../session/signed-in.js';

const LINE_NAMES: Record<Receipt['lines'][number]['kind'], string> = {
  fare: 'Fare',
  cancel_fee: 'Cancellation fee',
  no_show_fee: 'No-show fee',
  tip: 'Tip',
};

/** The receipt of a ride, line by line. */
export function ReceiptCard({ tripId }: { tripId: string }) {
  const { api, guarded } = useSignedIn();
  const [receipt, setReceipt] = useState<Receipt>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let isUnmounted = false;
    guarded(() => api.receipt(tripId)).then(
      (found) => isUnmounted || setReceipt(found),
      (error: unknown) => isUnmounted || setProblem(() => error),
    );
    return () => {
      isUnmounted = true;
    };
  }, [api, guarded, tripId]);
  return (
    <section className="receipt" aria-label="Receipt">
      <h2>Receipt</h2>
      {receipt ? <Lines receipt={receipt} /> : <p className="quiet">Adding it up</p>}
      <ProblemNote problem={problem} />
    </section>
  );
}

function Lines({ receipt }: { receipt: Receipt }) {
  const { lines, total, distanceMeters, durationSeconds, endedAt } = receipt;
  return (
    <>
      <dl className="lines figures">
        {lines.map(({ kind, amount }) => (
          <div key={kind}>
            <dt>{LINE_NAMES[kind]}</dt>
            <dd>{formatMoney(amount)}</dd>
          </div>
        ))}
        <div className="total">
          <dt>Total</dt>
          <dd>{formatMoney(total)}</dd>
        </div>
      </dl>
      <p className="quiet figures">
        {formatDay(endedAt)}
        {distanceMeters > 0 && ` · ${formatDistance(distanceMeters)}`}
        {durationSeconds > 0 && ` · ${formatWait(durationSeconds)}`}
      </p>
    </>
  );
}
