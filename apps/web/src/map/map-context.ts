import type { Map as LeafletMap } from 'leaflet';
import { createContext, use, useEffect, useState } from 'react';
import type { Layer } from 'leaflet';

export const MapContext = createContext<LeafletMap | undefined>(undefined);

/** The map around this component. @throws outside of a `MapView` */
export function useMap(): LeafletMap {
  const map = use(MapContext);
  if (!map) throw new Error('What is drawn on a map stands inside a MapView.');
  return map;
}

/** A layer that is on the map as long as the component is. `make` is asked once. */
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
