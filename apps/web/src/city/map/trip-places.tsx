import type { Trip } from '#contracts';
import { circleMarker, polyline } from 'leaflet';
import { useEffect } from 'react';
import { useLayer } from '../../map/map-context.js';
import { mapColour, usePalette } from '../../map/map-palette.js';

/** Pickup and drop-off of a trip: a small ring and a small dot, joined by a dashed line. */
export function TripPlaces({ trip: { pickup, dropoff } }: { trip: Trip }) {
  const passive = { interactive: false };
  const line = useLayer(() =>
    polyline([pickup, dropoff], { ...passive, weight: 1.5, opacity: 0.6, dashArray: '4 5' }),
  );
  const small = { ...passive, radius: 4, weight: 2, fillOpacity: 1 };
  const start = useLayer(() => circleMarker(pickup, small));
  const end = useLayer(() => circleMarker(dropoff, small));
  const palette = usePalette();
  useEffect(() => {
    line.setStyle({ color: mapColour('route') });
    start.setStyle({ color: mapColour('pickup'), fillColor: mapColour('paper') });
    end.setStyle({ color: mapColour('dropoff'), fillColor: mapColour('dropoff') });
  }, [line, start, end, palette]);
  return null;
}
