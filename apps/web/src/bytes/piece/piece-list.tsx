import { FormattedMessage, useIntl } from 'react-intl';
import {
  MOST_CHARACTERS,
  MOST_PIECES,
  showLineEnds,
  type Piece,
  type PieceLog,
} from './piece-log.js';

/** The pieces of bytes as the browser handed them over. */
export function PieceList({ log }: { log: PieceLog }) {
  const intl = useIntl();
  return (
    <section aria-labelledby="pieces-title">
      <h2 id="pieces-title">
        <FormattedMessage id="bytes.pieces-heading" />
      </h2>
      {log.pieces.length > 0 && (
        <div
          className="scroller frame-log"
          role="region"
          aria-label={intl.formatMessage({ id: 'bytes.pieces-list' })}
          tabIndex={0}
        >
          <ol>
            {log.pieces.toReversed().map((piece) => (
              <PieceRow key={piece.number} piece={piece} />
            ))}
          </ol>
        </div>
      )}
      <p className="quiet">
        <FormattedMessage
          id="bytes.kept"
          values={{ pieces: MOST_PIECES, characters: MOST_CHARACTERS }}
        />
      </p>
    </section>
  );
}

function PieceRow({ piece: { number, at, gap, size, text, isCut } }: { piece: Piece }) {
  return (
    <li className="frame piece">
      <p className="quiet figures">
        {gap === undefined ? (
          <FormattedMessage id="bytes.piece-first" values={{ number, size, at }} />
        ) : (
          <FormattedMessage id="bytes.piece" values={{ number, size, at, gap }} />
        )}
      </p>
      <pre dir="ltr">
        <code>
          {showLineEnds(text)}
          {isCut && ' …'}
        </code>
      </pre>
    </li>
  );
}
