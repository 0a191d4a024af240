import { useEffect, useState, type ComponentType } from 'react';
import './map.css';

const RETRY_MS = 5000;

/**
 * A map whose code is downloaded after the page is shown. Leaflet and the layers are a third of a
 * page's script, and the headings and buttons beside the map need none of it. The map keeps its room
 * meanwhile, and downloads again while the server is down.
 *
 * @returns the component, with `load`, which downloads the code before the component is shown
 */
export function lazyMap<Props extends object>(download: () => Promise<ComponentType<Props>>) {
  let loading: Promise<void> | undefined;
  let Loaded: ComponentType<Props> | undefined;
  const load = (): Promise<void> => {
    loading ??= download().then(
      (component) => {
        Loaded = component;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  function LazyMap(props: Props) {
    useLoaded(load);
    return Loaded ? <Loaded {...props} /> : <div className="map" />;
  }
  return Object.assign(LazyMap, { load });
}

/** Renders again when the code is there. */
function useLoaded(load: () => Promise<void>): void {
  const [, setLoaded] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isUnmounted = false;
    const attempt = () => {
      load().then(
        () => isUnmounted || setLoaded(true),
        () => {
          if (!isUnmounted) timer = setTimeout(attempt, RETRY_MS);
        },
      );
    };
    attempt();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
    };
  }, [load]);
}
