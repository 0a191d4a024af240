import type { StreamConnectionView } from '#contracts';
import { useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import type { CityState } from '../city-state.js';
import { CloseDialog } from './close-dialog.js';
import { filterConnections, sortConnections, type ConnectionOrder } from './connection-order.js';
import { ConnectionTable } from './connection-table.js';
import { useConnections } from './use-connections.js';

/** Rows that are rendered at most. The filter finds the other connections. */
const MOST_ROWS = 100;

/** The open streams of this process, with a button to close each. */
export function ConnectionPanel({ state }: { state: CityState | undefined }) {
  const { list, problem, close } = useConnections();
  const [order, setOrder] = useState<ConnectionOrder>({ by: 'age', isDescending: true });
  const [filter, setFilter] = useState('');
  const [closing, setClosing] = useState<StreamConnectionView>();
  const found = sortConnections(filterConnections(list?.connections ?? [], filter), order);
  return (
    <section aria-labelledby="streams-title">
      <h2 id="streams-title">Streams of this process</h2>
      <StreamFigures state={state} total={list?.total} />
      <label className="field">
        <span>Find a user or stream</span>
        <input type="search" value={filter} onChange={(event) => setFilter(event.target.value)} />
      </label>
      <ProblemNote problem={problem} />
      <ConnectionTable
        connections={found.slice(0, MOST_ROWS)}
        order={order}
        onOrder={setOrder}
        onClose={setClosing}
      />
      <p className="quiet" role="status">
        {found.length > MOST_ROWS
          ? `The first ${MOST_ROWS} of ${found.length}.`
          : `${found.length} shown.`}
      </p>
      {closing && (
        <CloseDialog connection={closing} close={close} onDone={() => setClosing(undefined)} />
      )}
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
