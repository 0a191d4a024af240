import type { Offer } from '#contracts';

/** How much of the offer's time is left, as a line. It says nothing that the number doesn't. */
export function CountdownBar({ offer, left }: { offer: Offer; left: number }) {
  const whole = (Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)) / 1000;
  // Its end in a second from now: the line moves there meanwhile.
  const part = whole > 0 ? Math.max(0, left - 1) / whole : 0;
  return (
    <div className="countdown" aria-hidden="true">
      <div style={{ transform: `scaleX(${Math.min(1, part)})` }} data-urgent={left <= 5} />
    </div>
  );
}
