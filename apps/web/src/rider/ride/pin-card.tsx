import { useIntl } from 'react-intl';

/** The PIN that starts the ride. Screen readers read it digit by digit, not as one number. */
export function PinCard({ pin }: { pin: string }) {
  const intl = useIntl();
  return (
    <section className="pin" aria-label={intl.formatMessage({ id: 'rider.pin' })}>
      <div>
        <h2>{intl.formatMessage({ id: 'rider.your-pin' })}</h2>
        <p className="quiet">{intl.formatMessage({ id: 'rider.pin-when' })}</p>
      </div>
      <p className="digits figures" dir="ltr" aria-label={Array.from(pin).join(' ')} role="img">
        {pin}
      </p>
    </section>
  );
}
