import { useState } from 'react';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { watchAddress } from '../../watch/watch-address.js';

/** A link with which others watch the ride, until the rider revokes it. */
export function ShareRide({ tripId }: { tripId: string }) {
  const { address, isBusy, problem, share, revoke } = useShareLink(tripId);
  return (
    <section className="share" aria-label="Share">
      {address === undefined ? (
        <button className="button second wide" type="button" disabled={isBusy} onClick={share}>
          Share this ride
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
      setAddress(watchAddress(location.origin, { tripId, token }));
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
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      // The browser does not allow it here. The user can copy the address from the field.
      () => setCopied(false),
    );
  };
  return (
    <>
      <label className="field">
        <span>Whoever has this link sees the car, and no name or price of yours</span>
        <input readOnly value={address} onFocus={(event) => event.target.select()} />
      </label>
      <div className="buttons">
        <button className="button second" type="button" onClick={copy}>
          {isCopied ? 'Copied' : 'Copy link'}
        </button>
        <button className="button second" type="button" onClick={revoke} disabled={isBusy}>
          Take it back
        </button>
      </div>
    </>
  );
}
