import { ApiProblem, type TripstreamApi } from '#client';
import type { Role, Session, SessionRequest } from '#contracts';
import { useState } from 'react';
import { ProblemNote } from '../problem/problem-note.js';
import { useCommand } from '../problem/use-command.js';

interface SessionFormProps {
  role: Role;
  title: string;
  /** Why the last session has ended, as a sentence. */
  reason: string | undefined;
  api: TripstreamApi;
  onSession: (session: Session) => void;
}

/** Asks for a name only, because the demo issuer gives a token without a password. */
export function SessionForm({ role, title, reason, api, onSession }: SessionFormProps) {
  const [name, setName] = useState('');
  const [opsKey, setOpsKey] = useState('');
  const [needsKey, setNeedsKey] = useState(false);
  const { isBusy, problem, run } = useCommand();
  const start = () =>
    run(async () => {
      try {
        const request = needsKey ? { role, name, opsKey } : { role, name };
        onSession(await openSession(api, request));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'OPS_KEY_REQUIRED') setNeedsKey(true);
        throw error;
      }
    });
  return (
    <main className="gate">
      <header>
        <p>
          <a href="/">Tripstream</a>
        </p>
        <h1>{title}</h1>
      </header>
      {reason !== undefined && <p role="status">{reason}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Field label="Your name" name="name" autoComplete="given-name" onValue={setName} />
        {needsKey && (
          <Field
            label="Key of the server"
            name="ops-key"
            autoComplete="one-time-code"
            onValue={(text) => setOpsKey(text.trim())}
          />
        )}
        <button className="button main" type="submit" disabled={isBusy}>
          {isBusy ? 'One moment' : 'Start'}
        </button>
        <ProblemNote problem={problem} />
      </form>
    </main>
  );
}

interface FieldProps {
  label: string;
  name: string;
  autoComplete: string;
  onValue: (text: string) => void;
}

function Field({ label, name, autoComplete, onValue }: FieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        name={name}
        autoComplete={autoComplete}
        required
        maxLength={80}
        onChange={(event) => onValue(event.target.value)}
      />
    </label>
  );
}

/** With an external issuer the server has no such route, which needs a clearer sentence than its 404. */
async function openSession(api: TripstreamApi, request: SessionRequest): Promise<Session> {
  try {
    return await api.createSession(request);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
    throw new ApiProblem({
      status: 404,
      code: error.code,
      retryable: false,
      detail: NO_DEMO,
      problem: error.problem && { ...error.problem, detail: NO_DEMO },
    });
  }
}

const NO_DEMO = 'This server takes tokens of another issuer, so these pages can’t sign you in.';
