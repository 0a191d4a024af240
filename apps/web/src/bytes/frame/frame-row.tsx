import { memo } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { LineEnd, LoggedFrame, FrameLine } from './frame-log.js';
import { explainLine } from './explain-line.js';

interface FrameRowProps {
  frame: LoggedFrame;
  showsLineEnds: boolean;
}

/** One frame: its lines on the left, their meaning on the right. */
export const FrameRow = memo(function FrameRow({ frame, showsLineEnds }: FrameRowProps) {
  return (
    <li className="frame" data-complete={frame.isComplete}>
      <p className="quiet figures">
        <FormattedMessage id="bytes.frame" values={{ number: frame.number }} />
      </p>
      <dl>
        {frame.lines.map((line, index) => (
          <Line key={index} line={line} showsEnd={showsLineEnds} />
        ))}
      </dl>
    </li>
  );
}, isSame);

function Line({ line, showsEnd }: { line: FrameLine; showsEnd: boolean }) {
  const { kind, sentence } = explainLine(line, useIntl());
  const hidden = line.length - line.text.length;
  return (
    <div data-kind={kind}>
      <dt>
        <code>
          {line.text}
          {hidden > 0 && (
            <span className="more">
              {' '}
              <FormattedMessage id="bytes.line-more" values={{ count: hidden }} />
            </span>
          )}
          {showsEnd && <LineEndSign end={line.end} />}
        </code>
      </dt>
      <dd>{sentence}</dd>
    </div>
  );
}

/** The line ends as letters, because few fonts have the control pictures. */
const NAMES: Record<NonNullable<LineEnd>, string> = { '\n': 'LF', '\r': 'CR', '\r\n': 'CR LF' };

function LineEndSign({ end }: { end: LineEnd }) {
  if (end === undefined) return null;
  return (
    <>
      {' '}
      <abbr className="end">{NAMES[end]}</abbr>
    </>
  );
}

/** A complete frame never changes again. An incomplete one is copied with each piece. */
function isSame(before: FrameRowProps, after: FrameRowProps): boolean {
  const areComplete = before.frame.isComplete && after.frame.isComplete;
  const isSameFrame =
    before.frame === after.frame || (areComplete && before.frame.number === after.frame.number);
  return isSameFrame && before.showsLineEnds === after.showsLineEnds;
}
