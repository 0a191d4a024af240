import type { Trip } from '#contracts';
import { circleMarker, polyline } from 'leaflet';
import { useEffect } from 'react';
import { useLayer } from '../../map/map-context.js';
import { mapColour } from '../../map/map-palette.js';
import { usePalette } from '../../map/use-palette.js';

/** Where a trip goes from and to, quietly: a small ring, a dashed line, a small dot. */
export function TripPlaces({ trip: { pickup, dropoff } }: { trip: Trip }) {
  const still = { interactive: false };
  const line = useLayer(() =>
    polyline([pickup, dropoff], { ...still, weight: 1.5, opacity: 0.6, dashArray: '4 5' }),
  );
  const small = { ...still, radius: 4, weight: 2, fillOpacity: 1 };
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
