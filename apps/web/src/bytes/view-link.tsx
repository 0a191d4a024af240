import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { formatView, type WatchedView } from './watched-view.js';

/** The address of this view, for another visitor of the demo. */
export function ViewLink({ view }: { view: WatchedView }) {
  const [copied, setCopied] = useState('');
  const address = new URL(`/bytes${formatView(view)}`, location.origin).href;
  const copy = () => {
    // Pages without HTTPS have no clipboard. The user can copy the address from the field.
    if (!('clipboard' in navigator)) return;
    navigator.clipboard.writeText(address).then(
      () => setCopied(address),
      () => setCopied(''),
    );
  };
  return (
    <div className="view-link">
      <label className="field">
        <span>
          <FormattedMessage id="bytes.link" />
        </span>
        <input readOnly dir="ltr" value={address} onFocus={(event) => event.target.select()} />
      </label>
      <button className="button second" type="button" onClick={copy}>
        <FormattedMessage id={copied === address ? 'bytes.copied' : 'bytes.copy'} />
      </button>
      <p className="quiet">
        <FormattedMessage id="bytes.link-note" />
      </p>
    </div>
  );
}
