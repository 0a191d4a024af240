import { control, tileLayer } from 'leaflet';
import { useEffect } from 'react';
import { pageConfig } from '../../page/page-config.js';
import { useMap } from '../map-context.js';

/** The pictures of an outside tile server, below all else; nothing unless one is configured. */
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

/** Leaflet takes a credit for HTML, and it comes from a setting. */
function asHtml(text: string): string {
  const span = document.createElement('span');
  span.textContent = text;
  return span.innerHTML;
}
