import type { RoadNetwork } from '#geo';
import type { MapFrame } from './map-frame.js';

/**
 * All roads as the `d` attribute of one SVG path. Ends are rounded to half a pixel and each line
 * is drawn once, so the size of the picture bounds the path, not the size of the network.
 */
export function roadLines(network: RoadNetwork, frame: MapFrame): string {
  const ends = Array.from({ length: network.nodeCount }, (_, node) => {
    const [x, y] = frame.toPixels(network.position(node));
    return `${half(x)} ${half(y)}`;
  });
  const lines = new Set<string>();
  const { offsets, heads } = network.forward;
  for (let from = 0; from < network.nodeCount; from += 1) {
    for (const to of heads.subarray(offsets[from], offsets[from + 1])) {
      const [a = '', b = ''] = [ends[from], ends[to]];
      if (a !== b) lines.add(a < b ? `M${a}L${b}` : `M${b}L${a}`);
    }
  }
  return [...lines].join('');
}

const half = (pixels: number): number => Math.round(pixels * 2) / 2;
