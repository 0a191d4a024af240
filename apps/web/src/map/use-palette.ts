import { useEffect, useState } from 'react';
import { onPaletteChange } from './map-palette.js';

/** Another number each time the map's colours change: an effect that paints depends on it. */
export function usePalette(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => onPaletteChange(() => setVersion((known) => known + 1)), []);
  return version;
}
