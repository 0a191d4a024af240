import { ApiProblem } from '#client';
import type { Trip } from '#contracts';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { isolate } from '../../language/isolate.js';
import { Sentence } from '../../language/sentence.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { StarChoice } from '../../rating/star-choice.js';
import { useSignedIn } from '../../session/signed-in.js';
import { KeyedButton } from '../keys/keyed-button.js';

interface RateRiderProps {
  trip: Trip;
  onDone: () => void;
}

/** The driver gives the rider one to five stars, or skips the rating. */
export function RateRider({ trip, onDone }: RateRiderProps) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const intl = useIntl();
  const [stars, setStars] = useState(0);
  const send = () =>
    run(async () => {
      try {
        await guarded(() => api.rateTrip(trip.id, { stars }));
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'RATING_ALREADY_GIVEN') throw error;
      }
      onDone();
    });
  return (
    <section className="rate" aria-label={intl.formatMessage({ id: 'driver.rating' })}>
      <StarChoice
        legend={
          <Sentence>
            {intl.formatMessage({ id: 'driver.how-was' }, { name: isolate(trip.rider.name) })}
          </Sentence>
        }
        stars={stars}
        onStars={setStars}
      />
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          <FormattedMessage id="driver.skip" />
        </button>
        <KeyedButton
          command="next-step"
          className="button main"
          onClick={send}
          disabled={stars === 0 || isBusy}
        >
          <FormattedMessage id="driver.rate" />
        </KeyedButton>
      </div>
      <ProblemNote problem={problem} />
    </section>
  );
}
