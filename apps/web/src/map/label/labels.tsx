import type { CityMap } from '#contracts';
import type { Map as LeafletMap } from 'leaflet';
import { useEffect } from 'react';
import { PaintedLayer } from '../layer/painted-layer.js';
import { useMap } from '../map-context.js';
import { mapColour, usePalette, type MapColour } from '../map-palette.js';
import { paneCanvas } from '../map-pane.js';
import { namesOf, type CityName, type NameKind } from './city-names.js';
import { layOutLabels, type Box, type PlacedLabel } from './label-layout.js';

/**
 * The names of streets, districts, water, parks and landmarks. They thin out with the zoom and never
 * touch each other. Screen readers get the names of places from the page's own text.
 */
export function Labels({ city }: { city: CityMap }) {
  const map = useMap();
  const palette = usePalette();
  useEffect(() => {
    const names = namesOf(city);
    const widths = new Map<string, number>();
    const colours = coloursOf();
    const renderer = paneCanvas(map, 'labels');
    const layer = new PaintedLayer(
      (context, { min, max }) => {
        if (!min || !max) return;
        const labels = layOutLabels(names, {
          zoom: map.getZoom(),
          covered: { min, max },
          controls: boxesOfControls(map),
          project: ([lng, lat]) => map.latLngToLayerPoint([lat, lng]),
          measure: (name) => ({
            width: widthOf(context, name, widths),
            height: STYLES[name.kind].size,
          }),
        });
        for (const label of labels) drawLabel(context, label, colours);
        exposeCount(map, labels);
      },
      { renderer, pane: 'labels' },
    ).addTo(map);
    // The scale bar changes its length with the zoom, and comes after the first labels.
    const observer = new ResizeObserver(() => layer.repaint());
    for (const control of controlsOf(map)) observer.observe(control);
    return () => {
      observer.disconnect();
      layer.remove();
      renderer.remove();
    };
  }, [map, city, palette]);
  return null;
}

const controlsOf = (map: LeafletMap): Element[] => [
  ...map.getContainer().querySelectorAll('.leaflet-control, .map-foot'),
];

/** The boxes of the map's controls in layer points. */
function boxesOfControls(map: LeafletMap): Box[] {
  const container = map.getContainer().getBoundingClientRect();
  return controlsOf(map).map((control) => {
    const { x, y, width, height } = control.getBoundingClientRect();
    const corner = map.containerPointToLayerPoint([x - container.x, y - container.y]);
    return { left: corner.x, top: corner.y, width, height };
  });
}

interface LabelStyle {
  /** The size of the font in pixels. */
  size: number;
  font: string;
  colour: MapColour;
  isUppercase?: boolean;
}

const STYLES: Record<NameKind, LabelStyle> = {
  avenue: { size: 12.5, font: '600', colour: 'label' },
  street: { size: 12, font: '400', colour: 'label' },
  district: { size: 13, font: '600', colour: 'label-district', isUppercase: true },
  water: { size: 13, font: 'italic 400', colour: 'label-water' },
  park: { size: 12, font: 'italic 400', colour: 'label-park' },
  landmark: { size: 12, font: '500', colour: 'label' },
};

const SPACED = '1.5px';

function prepare(context: CanvasRenderingContext2D, kind: NameKind): void {
  const { font, size, isUppercase } = STYLES[kind];
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font').trim();
  context.font = `${font} ${size}px ${family || 'sans-serif'}`;
  context.letterSpacing = isUppercase ? SPACED : '0px';
}

const shownText = ({ text, kind }: CityName): string =>
  STYLES[kind].isUppercase ? text.toLocaleUpperCase() : text;

function widthOf(
  context: CanvasRenderingContext2D,
  name: CityName,
  widths: Map<string, number>,
): number {
  const key = `${name.kind} ${name.text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  prepare(context, name.kind);
  const { width } = context.measureText(shownText(name));
  widths.set(key, width);
  return width;
}

type Colours = Record<NameKind | 'halo', string>;

function coloursOf(): Colours {
  const kinds = Object.keys(STYLES) as NameKind[];
  const entries = kinds.map((kind) => [kind, mapColour(STYLES[kind].colour)]);
  return Object.fromEntries([...entries, ['halo', mapColour('halo')]]) as Colours;
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { name, at, dot }: PlacedLabel,
  colours: Colours,
): void {
  context.save();
  context.lineJoin = 'round';
  context.strokeStyle = colours.halo;
  context.fillStyle = colours[name.kind];
  context.lineWidth = 3.5;
  if (dot) {
    context.beginPath();
    context.arc(dot.x, dot.y, 3, 0, 2 * Math.PI);
    context.stroke();
    context.fill();
  }
  prepare(context, name.kind);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.translate(at.x, at.y);
  context.rotate(at.angle);
  const text = shownText(name);
  context.strokeText(text, 0, 0);
  context.fillText(text, 0, 0);
  context.restore();
}

/** A test cannot read a canvas, so the map has the number of its names as an attribute. */
function exposeCount(map: LeafletMap, labels: readonly PlacedLabel[]): void {
  map.getContainer().dataset['labels'] = String(labels.length);
}
