import type { Receipt } from '#contracts';
import { useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { formatMoney } from '../../format/money.js';
import { formatDay, formatWait } from '../../format/time.js';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';

const LINE_NAMES: Record<Receipt['lines'][number]['kind'], MessageId> = {
  fare: 'rider.fare',
  cancel_fee: 'rider.cancel-fee',
  no_show_fee: 'rider.no-show-fee',
  tip: 'rider.tip',
};

interface ReceiptCardProps {
  /** Undefined until the answer is there. */
  receipt: Receipt | undefined;
  problem: unknown;
}

/** The receipt of a ride, line by line. */
export function ReceiptCard({ receipt, problem }: ReceiptCardProps) {
  const intl = useIntl();
  return (
    <section className="receipt" aria-label={intl.formatMessage({ id: 'rider.receipt' })}>
      <h2>{intl.formatMessage({ id: 'rider.receipt' })}</h2>
      {receipt && <Lines receipt={receipt} />}
      {!receipt && problem === undefined && (
        <p className="quiet">{intl.formatMessage({ id: 'rider.adding-up' })}</p>
      )}
      <ProblemNote problem={problem} />
    </section>
  );
}

function Lines({ receipt }: { receipt: Receipt }) {
  const intl = useIntl();
  const { lines, total, distanceMeters, durationSeconds, endedAt } = receipt;
  // The distance of a cancelled ride is that of the plan, which no car has driven.
  const isRidden = lines.some(({ kind }) => kind === 'fare');
  return (
    <>
      <dl className="lines figures">
        {lines.map(({ kind, amount }) => (
          <div key={kind}>
            <dt>{intl.formatMessage({ id: LINE_NAMES[kind] })}</dt>
            <dd>{formatMoney(amount, intl)}</dd>
          </div>
        ))}
        <div className="total">
          <dt>{intl.formatMessage({ id: 'rider.total' })}</dt>
          <dd>{formatMoney(total, intl)}</dd>
        </div>
      </dl>
      <p className="quiet figures">
        {formatDay(endedAt, intl)}
        {isRidden && distanceMeters > 0 && ` · ${formatDistance(distanceMeters, intl)}`}
        {isRidden && durationSeconds > 0 && ` · ${formatWait(durationSeconds, intl)}`}
      </p>
    </>
  );
}
