import { ApiProblem } from '#client';
import type { Position, Trip } from '#contracts';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { PlaceField } from './place-field.js';
import { QuoteFigures } from './quote-figures.js';
import type { Plan, PlaceKind } from './use-plan.js';
import { useQuote } from './use-quote.js';

interface PlanPanelProps {
  plan: Plan;
  clockOffsetMs: number;
  mapCentre: () => Position | undefined;
  onRequested: (trip: Trip) => void;
}

/** Pickup, drop-off, price, and the button that requests the ride. */
export function PlanPanel({ plan, clockOffsetMs, mapCentre, onRequested }: PlanPanelProps) {
  const { places } = plan;
  const { quote, problem, renew } = useQuote(places, clockOffsetMs);
  const request = useRequest({ onRequested, renew });
  const isAsked = Boolean(places.pickup && places.dropoff) && problem === undefined;
  return (
    <form
      className="plan"
      onSubmit={(event) => {
        event.preventDefault();
        if (quote) request.send(quote.id);
      }}
    >
      <div className="places">
        <Place kind="pickup" label="Pickup" plan={plan} mapCentre={mapCentre} />
        <Place kind="dropoff" label="Drop-off" plan={plan} mapCentre={mapCentre} />
      </div>
      <QuoteFigures quote={quote} isAsked={isAsked} />
      <button className="button main wide" type="submit" disabled={!quote || request.isBusy}>
        {request.isBusy ? 'Requesting' : 'Request ride'}
      </button>
      <ProblemNote problem={request.problem ?? problem} />
    </form>
  );
}

type PlaceProps = { kind: PlaceKind; label: string } & Pick<PlanPanelProps, 'plan' | 'mapCentre'>;

function Place({ kind, label, plan, mapCentre }: PlaceProps) {
  return (
    <PlaceField
      kind={kind}
      label={label}
      position={plan.places[kind]}
      isNext={plan.next === kind}
      onChoose={() => plan.choose(kind)}
      onChange={(position) => plan.set(kind, position)}
      mapCentre={mapCentre}
    />
  );
}

/** Sends the request once. An expired or used quote is replaced by a new one for the rider to see. */
function useRequest({
  onRequested,
  renew,
}: {
  onRequested: (trip: Trip) => void;
  renew: () => void;
}) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const send = (quoteId: string) =>
    run(async () => {
      try {
        onRequested(await guarded(() => api.requestTrip({ quoteId })));
      } catch (error) {
        if (error instanceof ApiProblem && error.code.startsWith('QUOTE_')) renew();
        throw error;
      }
    });
  return { isBusy, problem, send };
}
