import type { Position } from '#contracts';
import { DomEvent, type LatLng, type Map as LeafletMap, type Marker } from 'leaflet';
import { keyStep } from './key-step.js';

/** A pause of the arrow keys that ends a move, so that a row of key presses is one move. */
const KEY_PAUSE_MS = 400;

interface PinMovesOptions {
  map: LeafletMap;
  onMove: (position: Position) => void;
  /** The position that the page knows. */
  position: () => Position;
}

/** The moves of a pin by dragging and by keys. Each move is reported once, when it ends. */
export class PinMoves {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isDragged = false;

  constructor(
    private readonly pin: Marker,
    private readonly options: PinMovesOptions,
  ) {}

  /** The pin must be on the map. @returns a function that ends all moves and listens no more */
  listen(): () => void {
    const element = this.pin.getElement();
    this.pin.on({ dragstart: this.onDragStart, dragend: this.onDragEnd });
    element?.addEventListener('keydown', this.onKeyDown);
    element?.addEventListener('blur', this.endKeys);
    return () => {
      clearTimeout(this.timer);
      this.pin.off({ dragstart: this.onDragStart, dragend: this.onDragEnd });
      element?.removeEventListener('keydown', this.onKeyDown);
      element?.removeEventListener('blur', this.endKeys);
    };
  }

  /** Puts the pin where the page knows it, unless the user moves it now. */
  settle(): void {
    if (!this.isDragged && this.timer === undefined) this.pin.setLatLng(this.options.position());
  }

  private readonly onDragStart = (): void => {
    this.cancelKeys();
    this.isDragged = true;
  };

  private readonly onDragEnd = (): void => {
    this.isDragged = false;
    this.report();
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const step = keyStep(event);
    const isTakingBack = event.key === 'Escape' && this.timer !== undefined;
    if (!step && !isTakingBack) return;
    // Otherwise the map would move too, and Escape would close what surrounds the map.
    DomEvent.stop(event);
    this.cancelKeys();
    if (!step) {
      this.settle();
      return;
    }
    const { map } = this.options;
    const point = map.latLngToContainerPoint(this.pin.getLatLng()).add(step);
    const to = map.containerPointToLatLng(point);
    this.pin.setLatLng(to);
    map.panInside(to, { padding: [40, 40] });
    this.timer = setTimeout(this.endKeys, KEY_PAUSE_MS);
  };

  private readonly endKeys = (): void => {
    if (this.timer === undefined) return;
    this.cancelKeys();
    this.report();
  };

  private cancelKeys(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private report(): void {
    const { lat, lng }: LatLng = this.pin.getLatLng();
    this.options.onMove({ lat, lng });
  }
}
