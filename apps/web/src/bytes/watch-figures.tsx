import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from '../language/message-id.js';
import type { ByteWatch } from './use-byte-watch.js';
import { pageProtocol } from './page-protocol.js';

/** The sums of a reading: its times, its bytes, and the cursor that a client would present. */
export function WatchFigures({ watch }: { watch: ByteWatch }) {
  const intl = useIntl();
  const { way, pieces, requests, cursor } = watch;
  const inMs = (value: number) => intl.formatMessage({ id: 'bytes.ms' }, { value });
  const unknown = intl.formatMessage({ id: 'bytes.unknown' });
  // A browser opens a connection of HTTP/1.1 for each WebSocket (RFC 6455).
  const protocol = way === 'socket' ? 'websocket' : (pageProtocol() ?? unknown);
  return (
    <dl className="legend figures">
      <Figure name="bytes.protocol" value={<bdi>{protocol}</bdi>} />
      <Figure name="bytes.requests" value={intl.formatNumber(requests)} />
      <Figure
        name="bytes.first-byte"
        value={pieces.firstAt === undefined ? unknown : inMs(pieces.firstAt)}
      />
      <Figure name="bytes.pieces" value={intl.formatNumber(pieces.count)} />
      <Figure name="bytes.size" value={intl.formatNumber(pieces.bytes)} />
      <Figure name="bytes.longest-gap" value={inMs(pieces.longestGap)} />
      <Figure name="bytes.cursor" value={<code>{cursor === '' ? '–' : cursor}</code>} />
    </dl>
  );
}

function Figure({ name, value }: { name: MessageId; value: ReactNode }) {
  return (
    <div>
      <dt>
        <FormattedMessage id={name} />
      </dt>
      <dd data-figure={name}>{value}</dd>
    </div>
  );
}
