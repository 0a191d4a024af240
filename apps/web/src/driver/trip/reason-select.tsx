import { useId } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';

/** The sentences that the server records, which operators read, and how a driver reads them. */
export type Reasons = Readonly<Record<string, MessageId>>;

interface ReasonSelectProps {
  labelId: MessageId;
  reasons: Reasons;
  /** One of the recorded sentences. */
  chosen: string;
  onChoose: (reason: string) => void;
}

/** The choice of a reason. It takes the focus, because the page asks for it after a press. */
export function ReasonSelect({ labelId, reasons, chosen, onChoose }: ReasonSelectProps) {
  const intl = useIntl();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <FormattedMessage id={labelId} />
      </label>
      <select id={id} value={chosen} autoFocus onChange={({ target }) => onChoose(target.value)}>
        {Object.entries(reasons).map(([wire, message]) => (
          <option key={wire} value={wire}>
            {intl.formatMessage({ id: message })}
          </option>
        ))}
      </select>
    </div>
  );
}
