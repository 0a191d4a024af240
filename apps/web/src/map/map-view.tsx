import type { CityMap, Position } from '#contracts';
import 'leaflet/dist/leaflet.css';
import { canvas, map as createMap, type LeafletMouseEvent, type Map as LeafletMap } from 'leaflet';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useIntl } from 'react-intl';
import './map.css';
import { MapContext } from './map-context.js';
import { Areas } from './ground/areas.js';
import { Labels } from './label/labels.js';
import { MapCredits } from './map-credits.js';
import { Roads } from './layer/roads.js';
import { ScaleBar } from './scale-bar.js';
import { ShowCity } from './show-city.js';
import { Tiles } from './layer/tiles.js';
import { useTiles } from './use-tiles.js';

interface MapViewProps {
  /** What the map shows, for screen readers. */
  label: string;
  city: CityMap | undefined;
  /** Draws the children without roads too. A child must then set the view, as `FitPlaces` does. */
  isRoadless?: boolean;
  /** The user has clicked or tapped this position. */
  onPick?: (position: Position) => void;
  /** Markers and lines, made of the components of this folder. */
  children?: ReactNode;
}

/**
 * The city's streets, water, parks and names, each on a canvas. The map sends no requests to other servers unless a tile server is
 * configured. The page says in words what the map shows, and the arrow keys move the map.
 */
export function MapView({ label, city, isRoadless = false, onPick, children }: MapViewProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useLeaflet(container);
  usePick(map, onPick);
  const tiles = useTiles();
  const { locale } = useIntl();
  return (
    <div className="map">
      <div ref={container} role="region" aria-label={label} />
      {map && (city || isRoadless) && (
        <MapContext value={map}>
          {tiles && <Tiles url={tiles.url} />}
          {city && <CityGround city={city} />}
          {children}
          {createPortal(
            <div className="map-foot">
              <MapCredits credits={[city?.attribution, tiles?.attribution]} />
              {city && <ScaleBar locale={locale} />}
            </div>,
            map.getContainer(),
          )}
        </MapContext>
      )}
    </div>
  );
}

/** The parts of the map that do not change. `ShowCity` is the first, because it sets the view. */
function CityGround({ city }: { city: CityMap }) {
  return (
    <>
      <ShowCity city={city} />
      <Areas city={city} />
      <Roads city={city} />
      <Labels city={city} />
    </>
  );
}

function useLeaflet(container: React.RefObject<HTMLDivElement | null>): LeafletMap | undefined {
  const [map, setMap] = useState<LeafletMap>();
  useEffect(() => {
    const element = container.current;
    if (!element) return undefined;
    const created = createMap(element, {
      preferCanvas: true,
      renderer: canvas({ padding: 0.3 }),
      attributionControl: false,
      zoomSnap: 0.25,
      zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    });
    const observer = new ResizeObserver(() => created.invalidateSize({ animate: false }));
    observer.observe(element);
    setMap(created);
    return () => {
      observer.disconnect();
      created.remove();
      setMap(undefined);
    };
  }, [container]);
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
