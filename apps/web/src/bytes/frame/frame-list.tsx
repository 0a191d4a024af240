import type { FrameLog } from './frame-log.js';
import { FrameRow } from './frame-row.js';

interface FrameListProps {
  log: FrameLog;
  /** What the list is, for screen readers. */
  label: string;
  /** False for frames that came as JSON, and have no line ends of their own. */
  showsLineEnds?: boolean;
}

/** The frames of a log, newest first: each with its lines, and what they mean. */
export function FrameList({ log, label, showsLineEnds = true }: FrameListProps) {
  if (log.frames.length === 0) return null;
  return (
    <div className="scroller frame-log" role="region" aria-label={label} tabIndex={0}>
      <ol>
        {log.frames.toReversed().map((frame) => (
          <FrameRow
            key={`${String(log.startedAt)}-${frame.number}`}
            frame={frame}
            showsLineEnds={showsLineEnds}
          />
        ))}
      </ol>
    </div>
  );
}
