import { useState } from 'react';
import { useIntl } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { watchAddress } from '../../watch/watch-address.js';

/** A link with which others watch the ride, until the rider revokes it. */
export function ShareRide({ tripId }: { tripId: string }) {
  const intl = useIntl();
  const { address, isBusy, problem, share, revoke } = useShareLink(tripId);
  return (
    <section className="share unprinted" aria-label={intl.formatMessage({ id: 'rider.share' })}>
      {address === undefined ? (
        <button className="button second wide" type="button" disabled={isBusy} onClick={share}>
          {intl.formatMessage({ id: 'rider.share-ride' })}
        </button>
      ) : (
        <SharedLink address={address} isBusy={isBusy} revoke={revoke} />
      )}
      <ProblemNote problem={problem} />
    </section>
  );
}

function useShareLink(tripId: string) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [address, setAddress] = useState<string>();
  const share = () =>
    run(async () => {
      const { token } = await guarded(() => api.shareTrip(tripId));
      setAddress(watchAddress(location.origin, token));
    });
  const revoke = () =>
    run(async () => {
      await guarded(() => api.unshareTrip(tripId));
      setAddress(undefined);
    });
  return { address, isBusy, problem, share, revoke };
}

interface SharedLinkProps {
  address: string;
  isBusy: boolean;
  revoke: () => void;
}

function SharedLink({ address, isBusy, revoke }: SharedLinkProps) {
  const intl = useIntl();
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    // Pages without HTTPS have no clipboard. The user can copy the address from the field.
    if (!('clipboard' in navigator)) return;
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <>
      <label className="field">
        <span>{intl.formatMessage({ id: 'rider.share-who' })}</span>
        <input readOnly dir="ltr" value={address} onFocus={(event) => event.target.select()} />
      </label>
      <div className="buttons">
        <button className="button second" type="button" onClick={copy}>
          {intl.formatMessage({ id: isCopied ? 'rider.copied' : 'rider.copy-link' })}
        </button>
        <button className="button second" type="button" onClick={revoke} disabled={isBusy}>
          {intl.formatMessage({ id: 'rider.take-back' })}
        </button>
      </div>
    </>
  );
}
