import { useEffect, useState } from 'react';
import { lengthUnits } from '../format/distance.js';
import { useMap } from './map-context.js';
import { scaleOf, type Scale } from './scale.js';

/** The length of a round distance on the map, in the units of the user's country. */
export function ScaleBar({ locale }: { locale: string }) {
  const map = useMap();
  const [scale, setScale] = useState<Scale>();
  useEffect(() => {
    const measure = () => {
      const { x, y } = map.getSize().divideBy(2);
      const meters = map.distance(
        map.containerPointToLatLng([x - 50, y]),
        map.containerPointToLatLng([x + 50, y]),
      );
      if (meters > 0) setScale(scaleOf(meters / 100, lengthUnits(locale)));
    };
    measure();
    map.on('moveend resize', measure);
    return () => {
      map.off('moveend resize', measure);
    };
  }, [map, locale]);
  if (!scale) return null;
  const { value, unit, pixels } = scale;
  const text = new Intl.NumberFormat(locale, { style: 'unit', unit }).format(value);
  return (
    <div className="scale-bar" style={{ width: pixels }}>
      {text}
    </div>
  );
}
