import { ProblemNote } from '../../problem/problem-note.js';
import { useNow } from '../../stream/use-now.js';
import { FrameRow } from './frame-row.js';
import { MOST_FRAMES, MOST_SHOWN, frameRate, type FrameLog } from './frame-log.js';
import { InspectorForm } from './inspector-form.js';
import type { SeenTrips } from '../use-seen-trips.js';
import { useFrameLog, type FrameLogStatus } from './use-frame-log.js';

/** A stream as the browser receives it, with each line explained. */
export function InspectorPanel({ seen }: { seen: SeenTrips }) {
  const { log, status, problem, open, stop } = useFrameLog();
  const isOpen = status === 'open' || status === 'opening';
  return (
    <section aria-labelledby="frames-title">
      <h2 id="frames-title">Raw frames</h2>
      <InspectorForm isOpen={isOpen} seen={seen} onOpen={open} onStop={stop} />
      <ProblemNote problem={problem} />
      <p role="status">{SENTENCES[status]}</p>
      <FrameLogFigures log={log} isOpen={isOpen} />
      {log.frames.length > 0 && (
        <div
          className="scroller frame-log"
          role="region"
          aria-label="Frames, newest first"
          tabIndex={0}
        >
          <ol>
            {log.frames.toReversed().map((frame) => (
              <FrameRow key={`${status}-${frame.number}`} frame={frame} />
            ))}
          </ol>
        </div>
      )}
      <p className="quiet">
        Kept: the last {MOST_FRAMES} frames, newest first, and {MOST_SHOWN} characters of each line.
        Older frames are let go; the figures count all of them.
      </p>
    </section>
  );
}

const SENTENCES: Record<FrameLogStatus, string> = {
  off: 'No stream is open.',
  opening: 'Opening the stream.',
  open: 'The stream is open.',
  ended: 'The stream has ended. Other clients would come back; this view doesn’t.',
};

function FrameLogFigures({ log, isOpen }: { log: FrameLog; isOpen: boolean }) {
  const now = useNow(isOpen);
  const { count, characters } = log;
  return (
    <dl className="legend figures">
      <div>
        <dt>Frames</dt>
        <dd data-figure="frames">{count}</dd>
      </div>
      <div>
        <dt>A second</dt>
        <dd>{frameRate(log, now).toFixed(1)}</dd>
      </div>
      <div>
        <dt>Characters</dt>
        <dd>{characters.toLocaleString()}</dd>
      </div>
    </dl>
  );
}
