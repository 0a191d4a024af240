import { ApiProblem } from '#client';
import type { Trip } from '#contracts';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { isolate } from '../../language/isolate.js';
import { Sentence } from '../../language/sentence.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { StarChoice } from '../../rating/star-choice.js';
import { useSignedIn } from '../../session/signed-in.js';

/** The rider gives the ride one to five stars, once. */
export function RatingForm({ trip }: { trip: Trip }) {
  const intl = useIntl();
  const name = trip.driver
    ? isolate(trip.driver.name)
    : intl.formatMessage({ id: 'rider.your-driver' });
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [stars, setStars] = useState(0);
  const [thanks, setThanks] = useState<string>();
  const send = () =>
    run(async () => {
      try {
        await guarded(() => api.rateTrip(trip.id, { stars }));
        setThanks(intl.formatMessage({ id: 'rider.rating-thanks' }, { stars }));
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'RATING_ALREADY_GIVEN') throw error;
        setThanks(intl.formatMessage({ id: 'rider.rating-given' }));
      }
    });
  if (thanks !== undefined) return <p role="status">{thanks}</p>;
  return (
    <section className="rating unprinted" aria-label={intl.formatMessage({ id: 'rider.rating' })}>
      <StarChoice
        legend={<Sentence>{intl.formatMessage({ id: 'rider.rating-how' }, { name })}</Sentence>}
        stars={stars}
        onStars={setStars}
      />
      <button
        className="button second wide"
        type="button"
        disabled={stars === 0 || isBusy}
        onClick={send}
      >
        {intl.formatMessage({ id: 'rider.rating-send' })}
      </button>
      <ProblemNote problem={problem} />
    </section>
  );
}
