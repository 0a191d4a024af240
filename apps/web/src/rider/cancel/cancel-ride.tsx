import type { Trip } from '#contracts';
import { useId, useState } from 'react';
import { formatMoney } from '../../format/money.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { useNow } from '../../stream/use-now.js';
import { cancelPrice, type CancelPrice } from './cancel-price.js';

const REASONS = ['My plans changed', 'It takes too long', 'The pickup is wrong', 'Another reason'];

interface CancelRideProps {
  trip: Trip;
  clockOffsetMs: number;
  onCancelled: (trip: Trip) => void;
}

/** The button that cancels a ride. The price is shown before, and again on the button. */
export function CancelRide({ trip, clockOffsetMs, onCancelled }: CancelRideProps) {
  const [isOpen, setOpen] = useState(false);
  const now = useNow(true) + clockOffsetMs;
  const price = cancelPrice(trip, now);
  if (!price) return null;
  return (
    <section className="cancel" aria-label="Cancel">
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
            Cancel ride
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
  const [reason, setReason] = useState(REASONS[0] ?? '');
  const id = useId();
  const cost = price.fee.amount > 0 ? `, ${formatMoney(price.fee)}` : ', free';
  const cancel = () =>
    run(async () => onCancelled(await guarded(() => api.cancelTrip(trip.id, reason))));
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Why do you cancel?</label>
        <select
          id={id}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        >
          {REASONS.map((text) => (
            <option key={text}>{text}</option>
          ))}
        </select>
      </div>
      <p className="figures">{price.sentence}</p>
      <div className="buttons">
        <button className="button second" type="button" onClick={onKeep}>
          Keep ride
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={cancel}>
          Cancel{cost}
        </button>
      </div>
      <ProblemNote problem={problem} />
    </>
  );
}
