import { ApiProblem } from '#client';
import type { Trip } from '#contracts';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { KeyedButton } from '../keys/keyed-button.js';

interface PinFormProps {
  trip: Trip;
  onAnswer: (trip: Trip) => void;
}

/** The four digits that the rider says. A wrong PIN is cleared, so that the next can be typed. */
export function PinForm({ trip, onAnswer }: PinFormProps) {
  const { field, pin, setPin, start, isBusy, problem } = usePin({ trip, onAnswer });
  useTypedDigits(field);
  const intl = useIntl();
  return (
    <form
      className="pin"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <label className="field">
        <span>
          <FormattedMessage id="driver.pin" />
        </span>
        <input
          ref={field}
          name="pin"
          value={pin}
          required
          inputMode="numeric"
          autoComplete="off"
          pattern="[0-9]{4}"
          maxLength={4}
          title={intl.formatMessage({ id: 'driver.four-digits' })}
          onChange={(event) => setPin(event.target.value)}
        />
      </label>
      <KeyedButton
        command="next-step"
        className="button main wide step"
        type="submit"
        disabled={isBusy}
      >
        <FormattedMessage id="driver.start" />
      </KeyedButton>
      <ProblemNote problem={problem} />
    </form>
  );
}

/** A digit that is typed anywhere on the page goes into the field: the focus is at the heading. */
function useTypedDigits(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent) => {
      const isTyped = /^[0-9]$/.test(key) && !ctrlKey && !altKey && !metaKey;
      const hasFocus = document.activeElement?.matches('input, textarea, select, dialog *');
      // The browser puts the digit into the element that has the focus after this handler.
      if (isTyped && hasFocus !== true) field.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [field]);
}

function usePin({ trip, onAnswer }: PinFormProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [pin, setPin] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const start = () =>
    run(async () => {
      try {
        onAnswer(await guarded(() => api.start(trip.id, pin)));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'PIN_INCORRECT') setPin('');
        field.current?.focus();
        throw error;
      }
    });
  return { field, pin, setPin, start, isBusy, problem };
}
