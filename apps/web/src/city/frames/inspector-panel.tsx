import { FormattedMessage, useIntl } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useNow } from '../../stream/use-now.js';
import { FrameList } from '../../bytes/frame/frame-list.js';
import { MOST_FRAMES, MOST_SHOWN, frameRate, type FrameLog } from '../../bytes/frame/frame-log.js';
import { InspectorForm } from './inspector-form.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { useFrameLog } from './use-frame-log.js';

/** A stream as the browser receives it, with each line explained. */
export function InspectorPanel({ seen }: { seen: SeenTrips }) {
  const { log, status, problem, open, stop } = useFrameLog();
  const intl = useIntl();
  const isOpen = status === 'open' || status === 'opening';
  return (
    <section aria-labelledby="frames-title">
      <h2 id="frames-title">
        <FormattedMessage id="city.frames" />
      </h2>
      <InspectorForm isOpen={isOpen} seen={seen} onOpen={open} onStop={stop} />
      <ProblemNote problem={problem} />
      <p role="status">
        <FormattedMessage id={`city.frames-status.${status}`} />
      </p>
      <FrameLogFigures log={log} isOpen={isOpen} />
      <FrameList log={log} label={intl.formatMessage({ id: 'city.frames-list' })} />
      <p>
        <a href="/bytes?stream=city">
          <FormattedMessage id="city.frames-more" />
        </a>
      </p>
      <p className="quiet">
        <FormattedMessage
          id="city.frames-kept"
          values={{ frames: MOST_FRAMES, characters: MOST_SHOWN }}
        />
      </p>
    </section>
  );
}

const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

function FrameLogFigures({ log, isOpen }: { log: FrameLog; isOpen: boolean }) {
  const intl = useIntl();
  const now = useNow(isOpen);
  const { count, characters } = log;
  return (
    <dl className="legend figures">
      <div>
        <dt>
          <FormattedMessage id="city.frames-count" />
        </dt>
        <dd data-figure="frames">{intl.formatNumber(count)}</dd>
      </div>
      <div>
        <dt>
          <FormattedMessage id="city.frames-rate" />
        </dt>
        <dd>{intl.formatNumber(frameRate(log, now), ONE_DECIMAL)}</dd>
      </div>
      <div>
        <dt>
          <FormattedMessage id="city.frames-characters" />
        </dt>
        <dd>{intl.formatNumber(characters)}</dd>
      </div>
    </dl>
  );
}
