import { ApiProblem } from '#client';
import type { Trip } from '#contracts';
import { useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { StarChoice } from '../../rating/star-choice.js';
import { useSignedIn } from '../../session/signed-in.js';

/** The rider gives the ride one to five stars, once. */
export function RatingForm({ trip }: { trip: Trip }) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [stars, setStars] = useState(0);
  const [thanks, setThanks] = useState<string>();
  const send = () =>
    run(async () => {
      try {
        await guarded(() => api.rateTrip(trip.id, { stars }));
        setThanks(`You gave ${stars} of 5 stars. Thank you.`);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.code !== 'RATING_ALREADY_GIVEN') throw error;
        setThanks('You have rated this ride already.');
      }
    });
  if (thanks !== undefined) return <p role="status">{thanks}</p>;
  return (
    <section className="rating" aria-label="Rating">
      <StarChoice
        legend={`How was the ride with ${trip.driver?.name ?? 'your driver'}?`}
        stars={stars}
        onStars={setStars}
      />
      <button
        className="button second wide"
        type="button"
        disabled={stars === 0 || isBusy}
        onClick={send}
      >
        Send rating
      </button>
      <ProblemNote problem={problem} />
    </section>
  );
}
