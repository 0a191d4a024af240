import { FormattedMessage, useIntl } from 'react-intl';
import type { RaceView } from '../phone/race.js';
import { WAYS } from '../phone/way.js';
import { formatLatency } from './latency.js';
import { ProtocolName } from './protocol-name.js';

const COUNTED = ['latency', 'behind', 'lost', 'data', 'heads'] as const;

/** Why these five ways, what the counters count, and what the cursor is for. */
export function RaceNotes({ view }: { view: RaceView }) {
  return (
    <div className="notes">
      <section>
        <h2>
          <FormattedMessage id="race.why" />
        </h2>
        <dl>
          {WAYS.map((way) => (
            <div key={way}>
              <dt>
                <FormattedMessage id={`race.way.${way}`} />
              </dt>
              <dd>
                <FormattedMessage id={`race.why.${way}`} />
              </dd>
            </div>
          ))}
        </dl>
        <p>
          <ProtocolName protocol={view.protocol} /> <FormattedMessage id="race.why-protocol" />
        </p>
      </section>
      <Counted view={view} />
      <section>
        <h2>
          <FormattedMessage id="race.cursor" />
        </h2>
        <p>
          <FormattedMessage id="race.cursor-with" />
        </p>
        <p>
          <FormattedMessage id="race.cursor-without" />
        </p>
        <p>
          <FormattedMessage id="race.command" values={{ command: <code>{COMMAND}</code> }} />
        </p>
        <p>
          <a href={BYTES}>
            <FormattedMessage id="landing.link-bytes" />
          </a>
        </p>
      </section>
    </div>
  );
}

function Counted({ view: { clockErrorMs } }: { view: RaceView }) {
  const intl = useIntl();
  return (
    <section>
      <h2>
        <FormattedMessage id="race.counted" />
      </h2>
      <dl>
        {COUNTED.map((name) => (
          <div key={name}>
            <dt>
              <FormattedMessage id={`race.counted.${name}`} />
            </dt>
            <dd>
              <FormattedMessage id={`race.counted.${name}-note`} />{' '}
              {name === 'latency' && clockErrorMs !== undefined && (
                <FormattedMessage
                  id="race.clock-error"
                  values={{ error: formatLatency(clockErrorMs, intl) }}
                />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const COMMAND = 'npm run race';
const BYTES = '/bytes?stream=city';
