import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from '../language/message-id.js';

interface TextFieldProps {
  /** The message that labels the field. */
  name: MessageId;
  value: string;
  isRequired?: boolean;
  isDisabled: boolean;
  onValue: (text: string) => void;
}

/** A field for an id or a cursor, which reads from left to right in every language. */
export function TextField({ name, value, isRequired, isDisabled, onValue }: TextFieldProps) {
  return (
    <Labelled name={name}>
      <input
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        required={isRequired}
        value={value}
        disabled={isDisabled}
        onChange={(event) => onValue(event.target.value.trim())}
      />
    </Labelled>
  );
}

interface SelectFieldProps<Value extends string> {
  /** The message that labels the field. */
  name: MessageId;
  value: Value;
  values: readonly Value[];
  labelOf: (value: Value) => MessageId;
  isDisabled: boolean;
  onValue: (value: Value) => void;
}

export function SelectField<Value extends string>({
  name,
  value,
  values,
  labelOf,
  isDisabled,
  onValue,
}: SelectFieldProps<Value>) {
  const intl = useIntl();
  return (
    <Labelled name={name}>
      <select
        value={value}
        disabled={isDisabled}
        onChange={(event) => onValue(event.target.value as Value)}
      >
        {values.map((each) => (
          <option key={each} value={each}>
            {intl.formatMessage({ id: labelOf(each) })}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function Labelled({ name, children }: { name: MessageId; children: ReactNode }) {
  return (
    <label className="field">
      <span>
        <FormattedMessage id={name} />
      </span>
      {children}
    </label>
  );
}
