import type { StreamConnectionView } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import { hidden } from '../../language/hidden-words.js';
import {
  connectionColumns,
  nextOrder,
  type ConnectionColumn,
  type ConnectionOrder,
} from './connection-order.js';
import { shortCursor, shortStream } from '../short-id.js';

interface ConnectionTableProps {
  connections: readonly StreamConnectionView[];
  order: ConnectionOrder;
  onOrder: (order: ConnectionOrder) => void;
  onClose: (connection: StreamConnectionView) => void;
}

/** The open streams, one a row; on a narrow screen, one a card. */
export function ConnectionTable({ connections, order, onOrder, onClose }: ConnectionTableProps) {
  const intl = useIntl();
  const label = intl.formatMessage({ id: 'city.open-streams' });
  return (
    <div className="scroller" role="region" aria-label={label} tabIndex={0}>
      <table className="list cards figures">
        <caption className="unseen">
          <FormattedMessage id="city.streams-sort" />
        </caption>
        <thead>
          <tr>
            {connectionColumns.map((column) => (
              <ColumnHead key={column} column={column} order={order} onOrder={onOrder} />
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} onClose={onClose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnHeadProps {
  column: ConnectionColumn;
  order: ConnectionOrder;
  onOrder: (order: ConnectionOrder) => void;
}

function ColumnHead({ column, order, onOrder }: ColumnHeadProps) {
  const isOrder = order.by === column;
  const direction = order.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" data-column={column} aria-sort={isOrder ? direction : 'none'}>
      <button type="button" onClick={() => onOrder(nextOrder(order, column))}>
        <FormattedMessage id={`city.column.${column}`} />
        <span aria-hidden="true">{isOrder ? (order.isDescending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

interface ConnectionRowProps {
  connection: StreamConnectionView;
  onClose: (connection: StreamConnectionView) => void;
}

function ConnectionRow({ connection, onClose }: ConnectionRowProps) {
  const intl = useIntl();
  const { user, stream, process, cursor, lag, ageSeconds } = connection;
  return (
    <tr data-stream={stream}>
      <th scope="row">
        <bdi>{user.name}</bdi>
      </th>
      <td>
        <FormattedMessage id={`city.role.${user.role}`} />
      </td>
      <td>
        <code title={`${stream} (${process})`}>{shortStream(stream)}</code>
      </td>
      <td>
        <code title={cursor}>{shortCursor(cursor)}</code>
      </td>
      <td data-column="lag">{intl.formatNumber(lag)}</td>
      <td data-column="age">{formatSeconds(ageSeconds, intl)}</td>
      <td>
        <button className="button plain small" type="button" onClick={() => onClose(connection)}>
          <FormattedMessage
            id="city.close-stream"
            values={{ name: <bdi>{user.name}</bdi>, hidden }}
          />
        </button>
      </td>
    </tr>
  );
}
