import { tileLayer } from 'leaflet';
import { useEffect } from 'react';
import type { TilesConfig } from '../use-tiles.js';
import { useMap } from '../map-context.js';

/** The images of an external tile server, below all other layers. */
export function Tiles({ url }: Pick<TilesConfig, 'url'>) {
  const map = useMap();
  useEffect(() => {
    const layer = tileLayer(url).addTo(map);
    return () => {
      layer.remove();
    };
  }, [map, url]);
  return null;
}
