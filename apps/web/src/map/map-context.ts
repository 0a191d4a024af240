import type { Map as LeafletMap } from 'leaflet';
import { createContext, use, useEffect, useState } from 'react';
import type { Layer } from 'leaflet';

export const MapContext = createContext<LeafletMap | undefined>(undefined);

/**
 * The map around this component.
 *
 * @throws Error outside of a `MapView`
 */
export function useMap(): LeafletMap {
  const map = use(MapContext);
  if (!map) throw new Error('A component that draws on the map must be inside a MapView.');
  return map;
}

/** A layer that is on the map as long as the component is mounted. `make` is called once. */
export function useLayer<T extends Layer>(make: () => T): T {
  const map = useMap();
  const [layer] = useState(make);
  useEffect(() => {
    layer.addTo(map);
    return () => {
      layer.remove();
    };
  }, [map, layer]);
  return layer;
}
