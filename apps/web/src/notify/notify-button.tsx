import { useState } from 'react';
import { notificationState, requestNotifications } from './system-notification.js';

interface NotifyButtonProps {
  /** The news that the user will get, as the label of the button. */
  label: string;
  /** What the page does after a refusal, as a sentence. */
  refusedSentence: string;
  grantedSentence: string;
}

/**
 * Asks for the permission to notify the user. The button exists only while the answer is open: a
 * browser with a refusal does not ask again.
 */
export function NotifyButton({ label, refusedSentence, grantedSentence }: NotifyButtonProps) {
  const [first] = useState(notificationState);
  const [state, setState] = useState(first);
  if (first !== 'default') return null;
  if (state !== 'default') {
    return (
      <p className="quiet" role="status">
        {state === 'granted' ? grantedSentence : refusedSentence}
      </p>
    );
  }
  return (
    <button
      className="button second wide"
      type="button"
      onClick={() => void requestNotifications().then(setState)}
    >
      {label}
    </button>
  );
}
