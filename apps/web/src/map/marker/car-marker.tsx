import type { Position } from '#contracts';
import { useEffect, useRef } from 'react';
import { CarShape } from './car-shape.js';
import { glide, headingOf, type Pose } from './glide.js';
import { mapColour } from '../map-palette.js';
import { useLayer } from '../map-context.js';
import { usePalette } from '../use-palette.js';

/** A reading comes once a second: the car takes as long to get there, so it never stands. */
const GLIDE_MS = 1000;

interface CarMarkerProps {
  position: Position;
  headingDegrees: number | null;
  /** It may be elsewhere by now. */
  isStale: boolean;
}

/** A car that glides from reading to reading; with reduced motion it jumps. */
export function CarMarker({ position, headingDegrees, isStale }: CarMarkerProps) {
  const car = useLayer(() => new CarShape(position));
  const palette = usePalette();
  useGlide(car, position, headingDegrees);
  useEffect(() => {
    const fillColor = mapColour(isStale ? 'car-stale' : 'car');
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
      car.turn(pose.headingDegrees);
      car.setLatLng(pose.position);
    };
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (from && !isStill) return animate((part) => show(glide(from, to, part)));
    show(to);
    return undefined;
  }, [car, lat, lng, headingDegrees]);
}

/** @param draw is told how far it is, up to 1. @returns ends it early */
function animate(draw: (part: number) => void): () => void {
  const started = performance.now();
  let frame = 0;
  const step = (now: number) => {
    const part = (now - started) / GLIDE_MS;
    draw(part);
    if (part < 1) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
