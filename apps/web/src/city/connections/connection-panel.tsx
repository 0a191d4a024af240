import type { StreamConnectionView } from '#contracts';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatTenths } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import type { CityState } from '../city-state.js';
import { CloseDialog } from './close-dialog.js';
import { filterConnections, sortConnections, type ConnectionOrder } from './connection-order.js';
import { ConnectionTable } from './connection-table.js';
import { useConnections } from './use-connections.js';

/** Rows that are rendered at most. The filter finds the other connections. */
const MOST_ROWS = 100;

/** The open streams of the shard, or of this process without NATS, with a button to close each. */
export function ConnectionPanel({ state }: { state: CityState | undefined }) {
  const { list, problem, close } = useConnections();
  const [order, setOrder] = useState<ConnectionOrder>({ by: 'age', isDescending: true });
  const [filter, setFilter] = useState('');
  const [closing, setClosing] = useState<StreamConnectionView>();
  const found = sortConnections(filterConnections(list?.connections ?? [], filter), order);
  return (
    <section aria-labelledby="streams-title">
      <h2 id="streams-title">
        <FormattedMessage id={list?.asked === 'shard' ? 'city.streams-shard' : 'city.streams'} />
      </h2>
      <StreamFigures state={state} total={list?.total} />
      <label className="field">
        <span>
          <FormattedMessage id="city.find-stream" />
        </span>
        <input type="search" value={filter} onChange={(event) => setFilter(event.target.value)} />
      </label>
      <ProblemNote problem={problem} />
      {list?.isPartial === true && (
        <p className="quiet">
          <FormattedMessage id="city.streams-partial" />
        </p>
      )}
      <ConnectionTable
        connections={found.slice(0, MOST_ROWS)}
        order={order}
        onOrder={setOrder}
        onClose={setClosing}
      />
      <p className="quiet" role="status">
        {found.length > MOST_ROWS ? (
          <FormattedMessage
            id="city.first-rows"
            values={{ shown: MOST_ROWS, total: found.length }}
          />
        ) : (
          <FormattedMessage id="city.rows-shown" values={{ count: found.length }} />
        )}
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
  const intl = useIntl();
  return (
    <dl className="legend figures">
      <div>
        <dt>
          <FormattedMessage id="city.streams-open" />
        </dt>
        <dd>{total === undefined ? '–' : intl.formatNumber(total)}</dd>
      </div>
      <div>
        <dt>
          <FormattedMessage id="city.outbox-lag" />
        </dt>
        <dd>{state ? formatTenths(state.outboxLagSeconds, intl) : '–'}</dd>
      </div>
    </dl>
  );
}
