import type { StreamConnectionView } from '#contracts';
import { useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import type { CityState } from '../city-state.js';
import { CloseDialog } from './close-dialog.js';
import { matching, ordered, type ConnectionOrder } from './connection-order.js';
import { ConnectionTable } from './connection-table.js';
import { useConnections } from './use-connections.js';

/** More rows would cost more than they tell: letters find the others. */
const MOST_ROWS = 100;

/** The streams that are open here, and what it takes to close one. */
export function ConnectionPanel({ state }: { state: CityState | undefined }) {
  const { list, problem, close } = useConnections();
  const [order, setOrder] = useState<ConnectionOrder>({ by: 'age', isDescending: true });
  const [letters, setLetters] = useState('');
  const [asked, setAsked] = useState<StreamConnectionView>();
  const found = ordered(matching(list?.connections ?? [], letters), order);
  return (
    <section aria-labelledby="streams-title">
      <h2 id="streams-title">Streams of this process</h2>
      <StreamFigures state={state} total={list?.total} />
      <label className="field">
        <span>Find a user or stream</span>
        <input type="search" value={letters} onChange={(event) => setLetters(event.target.value)} />
      </label>
      <ProblemNote problem={problem} />
      <ConnectionTable
        connections={found.slice(0, MOST_ROWS)}
        order={order}
        onOrder={setOrder}
        onClose={setAsked}
      />
      <p className="quiet" role="status">
        {found.length > MOST_ROWS
          ? `The first ${MOST_ROWS} of ${found.length}.`
          : `${found.length} shown.`}
      </p>
      {asked && <CloseDialog connection={asked} close={close} onDone={() => setAsked(undefined)} />}
    </section>
  );
}

interface StreamFiguresProps {
  state: CityState | undefined;
  total: number | undefined;
}

function StreamFigures({ state, total }: StreamFiguresProps) {
  return (
    <dl className="legend figures">
      <div>
        <dt>Open now</dt>
        <dd>{total ?? '–'}</dd>
      </div>
      <div>
        <dt>Outbox lag</dt>
        <dd>{state ? `${state.outboxLagSeconds.toFixed(1)} s` : '–'}</dd>
      </div>
    </dl>
  );
}
