import type { Trip } from '#contracts';
import { useId, useState } from 'react';
import { useIntl } from 'react-intl';
import { formatMoney } from '../../format/money.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { useNow } from '../../stream/use-now.js';
import { cancelPrice, type CancelPrice } from './cancel-price.js';

const REASONS = ['plans', 'too-long', 'wrong-pickup', 'other'] as const;
type Reason = (typeof REASONS)[number];

interface CancelRideProps {
  trip: Trip;
  clockOffsetMs: number;
  onCancelled: (trip: Trip) => void;
}

/** The button that cancels a ride. The price is shown before, and again on the button. */
export function CancelRide({ trip, clockOffsetMs, onCancelled }: CancelRideProps) {
  const [isOpen, setOpen] = useState(false);
  const now = useNow(true) + clockOffsetMs;
  const intl = useIntl();
  const price = cancelPrice(trip, now, intl);
  if (!price) return null;
  return (
    <section className="cancel" aria-label={intl.formatMessage({ id: 'rider.cancel' })}>
      {isOpen ? (
        <CancelForm
          trip={trip}
          price={price}
          onCancelled={onCancelled}
          onKeep={() => setOpen(false)}
        />
      ) : (
        <>
          <button className="button danger wide" type="button" onClick={() => setOpen(true)}>
            {intl.formatMessage({ id: 'rider.cancel-ride' })}
          </button>
          <p className="quiet figures centred">{price.sentence}</p>
        </>
      )}
    </section>
  );
}

interface CancelFormProps extends Pick<CancelRideProps, 'trip' | 'onCancelled'> {
  price: CancelPrice;
  onKeep: () => void;
}

function CancelForm({ trip, price, onKeep, onCancelled }: CancelFormProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const intl = useIntl();
  const [reason, setReason] = useState<Reason>('plans');
  const wordsOf = (name: Reason) => intl.formatMessage({ id: `rider.reason-${name}` });
  const id = useId();
  const isFree = price.fee.amount === 0;
  const cancel = () =>
    run(async () => onCancelled(await guarded(() => api.cancelTrip(trip.id, wordsOf(reason)))));
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{intl.formatMessage({ id: 'rider.cancel-why' })}</label>
        <select
          id={id}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value as Reason)}
        >
          {REASONS.map((name) => (
            <option key={name} value={name}>
              {wordsOf(name)}
            </option>
          ))}
        </select>
      </div>
      <p className="figures">{price.sentence}</p>
      <div className="buttons">
        <button className="button second" type="button" onClick={onKeep}>
          {intl.formatMessage({ id: 'rider.keep-ride' })}
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={cancel}>
          {isFree
            ? intl.formatMessage({ id: 'rider.cancel-now-free' })
            : intl.formatMessage({ id: 'rider.cancel-now' }, { fee: formatMoney(price.fee, intl) })}
        </button>
      </div>
      <ProblemNote problem={problem} />
    </>
  );
}
