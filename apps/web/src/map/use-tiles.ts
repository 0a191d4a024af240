import { useEffect, useState } from 'react';
import { pageConfig, type PageConfig } from '../page/page-config.js';

export type TilesConfig = NonNullable<PageConfig['tiles']>;

/** The external tile server of the settings; undefined when there is none, which is the default. */
export function useTiles(): TilesConfig | undefined {
  const [tiles, setTiles] = useState<TilesConfig>();
  useEffect(() => {
    let isGone = false;
    void pageConfig().then((config) => {
      if (!isGone) setTiles(config.tiles ?? undefined);
    });
    return () => {
      isGone = true;
    };
  }, []);
  return tiles;
}
