import { useEffect, useRef, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { PageBar } from '../page/page-bar.js';
import { ProblemNote } from '../problem/problem-note.js';
import { SignOutButton } from '../session/sign-out-button.js';
import { useSignedIn } from '../session/signed-in.js';
import { FrameList } from './frame/frame-list.js';
import { PieceList } from './piece/piece-list.js';
import { useByteWatch, type ByteWatch } from './use-byte-watch.js';
import { ViewLink } from './view-link.js';
import { WatchFigures } from './watch-figures.js';
import { WatchForm } from './watch-form.js';
import type { WatchedView } from './watched-view.js';

interface BytesPageProps {
  view: WatchedView;
  /** A link named the view, so it opens by itself. */
  opensItself: boolean;
  onView: (view: WatchedView) => void;
}

/** One stream, read in one of four ways: its bytes as they arrive, and what a client reads in them. */
export function BytesPage({ view, opensItself, onView }: BytesPageProps) {
  const { user } = useSignedIn();
  const { open, stop, ...watch } = useByteWatch();
  const [signOutProblem, setSignOutProblem] = useState<unknown>();
  const hasOpened = useRef(false);
  useEffect(() => {
    if (!opensItself || hasOpened.current) return;
    hasOpened.current = true;
    open(view, '');
  }, [opensItself, open, view]);
  const isOpen = watch.status === 'open' || watch.status === 'opening';
  return (
    <div className="bytes">
      <PageBar who={user.name}>
        <SignOutButton onProblem={setSignOutProblem} />
      </PageBar>
      <main>
        <header>
          <h1>
            <FormattedMessage id="bytes.heading" />
          </h1>
          <p className="quiet">
            <FormattedMessage id="bytes.lead" />
          </p>
        </header>
        <WatchForm
          view={view}
          isOpen={isOpen}
          lastCursor={watch.cursor}
          onView={onView}
          onOpen={(cursor) => open(view, cursor)}
          onStop={stop}
        />
        <ProblemNote problem={watch.problem ?? signOutProblem} />
        <p role="status">
          <FormattedMessage id={`bytes.status.${watch.status}`} />{' '}
          {watch.closeCode !== undefined && (
            <FormattedMessage id="bytes.closed" values={{ code: String(watch.closeCode) }} />
          )}
        </p>
        <WatchView watch={watch} />
        <p className="quiet">
          <FormattedMessage id="bytes.limits" />
        </p>
        <ViewLink view={view} />
      </main>
    </div>
  );
}

/** The figures of a reading, its pieces of bytes, and the frames in them. */
function WatchView({ watch }: { watch: ByteWatch }) {
  const intl = useIntl();
  return (
    <>
      <WatchFigures watch={watch} />
      <div className="columns">
        <PieceList log={watch.pieces} />
        <section aria-labelledby="read-title">
          <h2 id="read-title">
            <FormattedMessage id="bytes.frames-heading" />
          </h2>
          <FrameList
            log={watch.frames}
            label={intl.formatMessage({ id: 'bytes.frames-list' })}
            showsLineEnds={watch.way === 'stream'}
          />
        </section>
      </div>
    </>
  );
}
