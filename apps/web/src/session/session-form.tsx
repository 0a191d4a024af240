import { ApiProblem, type TripstreamApi } from '#client';
import type { Role, Session, SessionRequest } from '#contracts';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { LanguageMenu } from '../language/language-menu.js';
import type { MessageId } from '../language/message-id.js';
import { ProblemNote } from '../problem/problem-note.js';
import { useCommand } from '../problem/use-command.js';

interface SessionFormProps {
  role: Role;
  /** What the user is about to do, as the heading of the form. */
  heading: MessageId;
  /** Why the last session has ended. */
  reason: MessageId | undefined;
  /** The session of a user who has left during a ride. */
  paused: Session | undefined;
  api: TripstreamApi;
  onSession: (session: Session) => void;
}

/** Asks for a name only, because the demo issuer gives a token without a password. */
export function SessionForm({ role, heading, reason, paused, api, onSession }: SessionFormProps) {
  const intl = useIntl();
  const [name, setName] = useState('');
  const [opsKey, setOpsKey] = useState('');
  const [needsKey, setNeedsKey] = useState(false);
  const { isBusy, problem, run } = useCommand();
  const start = () =>
    run(async () => {
      if (paused?.user.name === name.trim()) {
        onSession(paused);
        return;
      }
      try {
        const request = needsKey ? { role, name, opsKey } : { role, name };
        onSession(await openSession(api, request, intl.formatMessage({ id: 'session.no-demo' })));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'OPS_KEY_REQUIRED') setNeedsKey(true);
        throw error;
      }
    });
  return (
    <main className="gate">
      <GateHeader heading={heading} reason={reason} />
      {paused && <PausedButton paused={paused} onSession={onSession} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <Field
          label={intl.formatMessage({ id: 'session.name' })}
          name="name"
          autoComplete="given-name"
          onValue={setName}
        />
        {needsKey && <KeyField onValue={setOpsKey} />}
        <button className="button main" type="submit" disabled={isBusy}>
          <FormattedMessage id={isBusy ? 'session.busy' : 'session.start'} />
        </button>
        <ProblemNote problem={problem} />
      </form>
    </main>
  );
}

function PausedButton({
  paused,
  onSession,
}: { paused: Session } & Pick<SessionFormProps, 'onSession'>) {
  return (
    <button className="button main" type="button" onClick={() => onSession(paused)}>
      <FormattedMessage id="session.continue" values={{ name: <bdi>{paused.user.name}</bdi> }} />
    </button>
  );
}

function KeyField({ onValue }: { onValue: (key: string) => void }) {
  const intl = useIntl();
  return (
    <Field
      label={intl.formatMessage({ id: 'session.ops-key' })}
      name="ops-key"
      autoComplete="one-time-code"
      onValue={(text) => onValue(text.trim())}
    />
  );
}

function GateHeader({ heading, reason }: Pick<SessionFormProps, 'heading' | 'reason'>) {
  return (
    <>
      <header>
        <p>
          <a href="/" translate="no">
            {PRODUCT}
          </a>
          <LanguageMenu />
        </p>
        <h1>
          <FormattedMessage id={heading} />
        </h1>
      </header>
      {reason !== undefined && (
        <p role="status">
          <FormattedMessage id={reason} />
        </p>
      )}
    </>
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
async function openSession(
  api: TripstreamApi,
  request: SessionRequest,
  noDemo: string,
): Promise<Session> {
  try {
    return await api.createSession(request);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
    throw new ApiProblem({
      status: 404,
      code: 'NO_DEMO_SESSIONS',
      retryable: false,
      detail: noDemo,
      problem: error.problem && { ...error.problem, detail: noDemo },
    });
  }
}

const PRODUCT = 'Tripstream';
