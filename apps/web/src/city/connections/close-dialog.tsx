import type { StreamConnectionView } from '#contracts';
import { useEffect, useRef } from 'react';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';

const CLOSING = 'stream.closing';
const REASON = 'drain';

interface CloseDialogProps {
  connection: StreamConnectionView;
  close: (id: string) => Promise<void>;
  onDone: () => void;
}

/** Asks for a confirmation before a user's stream is closed. Escape keeps the stream open. */
export function CloseDialog({ connection, close, onDone }: CloseDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { isBusy, problem, run } = useCommand();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const confirm = () =>
    run(async () => {
      await close(connection.id);
      onDone();
    });
  const { name } = connection.user;
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="close-title" onClose={onDone}>
      <h2 id="close-title">
        <FormattedMessage id="city.close-title" values={{ name: <bdi>{name}</bdi> }} />
      </h2>
      <p>
        <FormattedMessage
          id="city.close-text"
          values={{
            event: <code dir="ltr">{CLOSING}</code>,
            reason: <code dir="ltr">{REASON}</code>,
          }}
        />
      </p>
      <ProblemNote problem={problem} />
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          <FormattedMessage id="city.close-keep" />
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={confirm}>
          <FormattedMessage id="city.close-confirm" />
        </button>
      </div>
    </dialog>
  );
}
