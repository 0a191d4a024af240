import type { StreamConnectionView } from '#contracts';
import { useEffect, useRef } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';

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
  const { name, role } = connection.user;
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="close-title" onClose={onDone}>
      <h2 id="close-title">Close the stream of {name}?</h2>
      <p>
        This {role} is told <code>stream.closing</code> with the reason <code>drain</code>. Their
        client comes back by itself, with its cursor, and misses nothing.
      </p>
      <ProblemNote problem={problem} />
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          Keep it
        </button>
        <button className="button danger" type="button" disabled={isBusy} onClick={confirm}>
          Close it
        </button>
      </div>
    </dialog>
  );
}
