import type { TripDriver } from '#contracts';

/** The driver and the vehicle, with the plate in large type, by which the rider finds the car. */
export function DriverCard({ driver }: { driver: TripDriver }) {
  const { name, rating, vehicle } = driver;
  return (
    <section className="driver" aria-label="Your driver">
      <div>
        <h2>{name}</h2>
        <p className="quiet">
          {vehicle ? `${vehicle.colour} ${vehicle.model}` : 'Car not told'}
          {rating !== null && ` · ★ ${rating.toFixed(1)}`}
        </p>
      </div>
      {vehicle && (
        <p className="plate">
          <span className="unseen">Plate </span>
          {vehicle.plate}
        </p>
      )}
    </section>
  );
}
