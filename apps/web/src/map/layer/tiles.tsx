import { control, tileLayer } from 'leaflet';
import { useEffect } from 'react';
import { pageConfig } from '../../page/page-config.js';
import { useMap } from '../map-context.js';

/** The images of an external tile server, below all other layers, if the server configures one. */
export function Tiles() {
  const map = useMap();
  useEffect(() => {
    let remove: (() => void) | undefined;
    let isGone = false;
    void pageConfig().then(({ tiles }) => {
      if (!tiles || isGone) return;
      const layer = tileLayer(tiles.url).addTo(map);
      const credit = control.attribution({ prefix: false }).addTo(map);
      credit.addAttribution(asHtml(tiles.attribution));
      remove = () => {
        layer.remove();
        credit.remove();
      };
    });
    return () => {
      isGone = true;
      remove?.();
    };
  }, [map]);
  return null;
}

/** Leaflet inserts the attribution as HTML, and its text comes from a setting. */
function asHtml(text: string): string {
  const span = document.createElement('span');
  span.textContent = text;
  return span.innerHTML;
}
