/** The PIN that starts the ride. Screen readers read it digit by digit, not as one number. */
export function PinCard({ pin }: { pin: string }) {
  return (
    <section className="pin" aria-label="PIN">
      <div>
        <h2>Your PIN</h2>
        <p className="quiet">Say it at the car, not before.</p>
      </div>
      <p className="digits figures" aria-label={Array.from(pin).join(' ')} role="img">
        {pin}
      </p>
    </section>
  );
}
