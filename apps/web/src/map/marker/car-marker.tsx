import type { Position } from '#contracts';
import { useEffect, useRef } from 'react';
import { CarShape } from './car-shape.js';
import { glide, headingOf, type Pose } from './glide.js';
import { mapColour, usePalette } from '../map-palette.js';
import { useLayer } from '../map-context.js';

/** Locations arrive once a second. A glide takes as long, so a moving car never pauses. */
const GLIDE_MS = 1000;

interface CarMarkerProps {
  position: Position;
  headingDegrees: number | null;
  /** The stream is stale, so the car may be elsewhere by now. */
  isStale: boolean;
}

/**
 * A car that glides from location to location, or jumps when the user prefers reduced motion. A stale
 * one is a grey dot, because nothing is known of its direction.
 */
export function CarMarker({ position, headingDegrees, isStale }: CarMarkerProps) {
  const car = useLayer(() => new CarShape(position));
  const palette = usePalette();
  useGlide(car, position, headingDegrees);
  useEffect(() => {
    const fillColor = mapColour(isStale ? 'car-stale' : 'car');
    car.setStale(isStale);
    car.setStyle({ fillColor, color: mapColour('paper') });
    car.bringToFront();
  }, [car, isStale, palette]);
  return null;
}

function useGlide(car: CarShape, { lat, lng }: Position, headingDegrees: number | null): void {
  const shown = useRef<Pose | undefined>(undefined);
  useEffect(() => {
    const from = shown.current;
    const position = { lat, lng };
    const heading =
      headingDegrees ?? (from && headingOf(from.position, position)) ?? from?.headingDegrees ?? 0;
    const to: Pose = { position, headingDegrees: heading };
    const show = (pose: Pose) => {
      shown.current = pose;
      car.setHeading(pose.headingDegrees);
      car.setLatLng(pose.position);
    };
    const hasReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (from && !hasReducedMotion) return animate((share) => show(glide(from, to, share)));
    show(to);
    return undefined;
  }, [car, lat, lng, headingDegrees]);
}

/**
 * @param draw gets the share of the time that has passed, which ends at 1 or a little above
 * @returns a function that cancels the animation
 */
function animate(draw: (share: number) => void): () => void {
  const started = performance.now();
  let frame = 0;
  const step = (now: number) => {
    const share = (now - started) / GLIDE_MS;
    draw(share);
    if (share < 1) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
