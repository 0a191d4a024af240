import type { CityMap, Position } from '#contracts';
import 'leaflet/dist/leaflet.css';
import { canvas, map as createMap, type LeafletMouseEvent, type Map as LeafletMap } from 'leaflet';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import './map.css';
import { MapContext } from './map-context.js';
import { Roads } from './layer/roads.js';
import { ShowCity } from './show-city.js';
import { Tiles } from './layer/tiles.js';

interface MapViewProps {
  /** What the map shows, for ears. */
  label: string;
  city: CityMap | undefined;
  /** Draws what stands on it also without roads; something else must say what is looked at. */
  isRoadless?: boolean;
  /** Somebody has clicked or tapped there. */
  onPick?: (position: Position) => void;
  /** Markers and lines: components of this folder. */
  children?: ReactNode;
}

/**
 * A map of our own roads on a canvas. Without tiles, which are off unless a server for them is
 * configured, nobody outside learns what is looked at. What
 * it shows is said in words elsewhere on the page; the map itself is moved with the arrow keys.
 */
export function MapView({ label, city, isRoadless = false, onPick, children }: MapViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const map = useLeaflet(place);
  usePick(map, onPick);
  return (
    <div className="map">
      <div ref={place} role="region" aria-label={label} />
      {map && (city || isRoadless) && (
        <MapContext value={map}>
          <Tiles />
          {city && <ShowCity city={city} />}
          {city && <Roads city={city} />}
          {children}
        </MapContext>
      )}
    </div>
  );
}

function useLeaflet(place: React.RefObject<HTMLDivElement | null>): LeafletMap | undefined {
  const [map, setMap] = useState<LeafletMap>();
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const made = createMap(element, {
      preferCanvas: true,
      renderer: canvas({ padding: 0.3 }),
      attributionControl: false,
      zoomSnap: 0.25,
      zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    });
    const watch = new ResizeObserver(() => made.invalidateSize({ animate: false }));
    watch.observe(element);
    setMap(made);
    return () => {
      watch.disconnect();
      made.remove();
      setMap(undefined);
    };
  }, [place]);
  return map;
}

function usePick(map: LeafletMap | undefined, onPick: MapViewProps['onPick']): void {
  useEffect(() => {
    if (!map || !onPick) return undefined;
    const pick = ({ latlng: { lat, lng } }: LeafletMouseEvent) => onPick({ lat, lng });
    map.on('click', pick);
    return () => {
      map.off('click', pick);
    };
  }, [map, onPick]);
}
