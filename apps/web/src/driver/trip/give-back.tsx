import type { Trip } from '#contracts';
import { useId, useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

const REASONS = [
  'My car has a problem',
  'I can’t get there',
  'I don’t feel safe',
  'Another reason',
];

interface GiveBackProps {
  trip: Trip;
  onAnswer: (trip: Trip) => void;
}

/**
 * The driver cancels, and another driver gets the ride. The page asks twice, because a cancel can't
 * be undone.
 */
export function GiveBack({ trip, onAnswer }: GiveBackProps) {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <GiveBackForm trip={trip} onAnswer={onAnswer} onKeep={() => setOpen(false)} />;
  return (
    <button className="button danger wide" type="button" onClick={() => setOpen(true)}>
      Give the ride back
    </button>
  );
}

function GiveBackForm({ trip, onAnswer, onKeep }: GiveBackProps & { onKeep: () => void }) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [reason, setReason] = useState(REASONS[0] ?? '');
  const id = useId();
  const cancel = () =>
    run(async () => onAnswer(await guarded(() => api.cancelTrip(trip.id, reason))));
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Why do you give it back?</label>
        <select id={id} value={reason} autoFocus onChange={({ target }) => setReason(target.value)}>
          {REASONS.map((text) => (
            <option key={text}>{text}</option>
          ))}
        </select>
      </div>
      <div className="buttons">
        <button className="button second" type="button" onClick={onKeep}>
          Keep ride
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={cancel}>
          Give back
        </button>
      </div>
      <ProblemNote problem={problem} />
    </>
  );
}
