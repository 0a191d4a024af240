import { describe, expect, it } from '@jest/globals';
import { InputError, greatCircleMeters, type InputProblem } from '#geo';
import { town } from '../../test/town.js';
import { readNodeLink } from '../format/node-link.js';

interface Node {
  id: string;
  x: number;
  y: number;
}

interface Link {
  source: string;
  target: string;
  length?: number | undefined;
  travel_time?: number | undefined;
  speed_kph?: number;
}

/** The town as a plain file, for a change. */
const file = () => ({
  directed: true,
  graph: {} as Record<string, string>,
  nodes: town.nodes.map(([x, y], i): Node => ({ id: String(i), x, y })),
  links: town.links.map(({ from, to, length, seconds }): Link => {
    return { source: String(from), target: String(to), length, travel_time: seconds };
  }),
});

type File = ReturnType<typeof file>;

/** Reads a changed town. @returns the problems for which it is refused, and else the warnings */
function read(change: (changed: File) => void): {
  isRefused: boolean;
  problems: readonly InputProblem[];
} {
  const changed = file();
  change(changed);
  try {
    return { isRefused: false, problems: readNodeLink(changed, 'town.json').warnings };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { isRefused: true, problems: error.problems };
  }
}

const eachLink = (change: (link: Link, index: number) => void) => (changed: File) => {
  changed.links.forEach(change);
};
const eachNode = (change: (node: Node) => void) => (changed: File) => {
  changed.nodes.forEach(change);
};
const scaleLength = (factor: number) =>
  eachLink((link) => {
    link.length! *= factor;
    link.travel_time = undefined;
    link.speed_kph = 36;
  });
const scaleTime = (factor: number) =>
  eachLink((link) => {
    link.travel_time! *= factor;
  });
/** Web Mercator, as a GIS has it. */
const project = eachNode((node) => {
  node.x *= 111_319.49;
  node.y *= 132_000;
});
const swap = eachNode((node) => {
  [node.x, node.y] = [node.y, node.x];
});
/** Moves the town without changing the lengths by more than its size. */
const moveTo = (x: number, y: number) => (changed: File) => {
  for (const node of changed.nodes) {
    node.x += x + 74;
    node.y += y - 40.7;
  }
  const at = (id: string) => {
    const { x: lng, y: lat } = changed.nodes[Number(id)]!;
    return { lat, lng };
  };
  for (const link of changed.links) {
    link.length = greatCircleMeters(at(link.source), at(link.target));
    link.travel_time = link.length / 10;
  }
};
const after =
  (...changes: ((changed: File) => void)[]) =>
  (changed: File) => {
    for (const change of changes) change(changed);
  };

const textOf = ({ where, problem, remedy = '' }: InputProblem) => `${where}: ${problem}. ${remedy}`;

describe('the checks of a road network', () => {
  it('a lawful town has neither a problem nor a warning', () => {
    expect(read(() => undefined)).toEqual({ isRefused: false, problems: [] });
  });

  it.each<[string, (changed: File) => void, RegExp]>([
    ['projected coordinates', project, /^nodes: .*projected.*project_graph.*to_crs\(4326\)/],
    ['a crs that is a projection', (f) => (f.graph['crs'] = 'epsg:32618'), /^crs: .*to_crs/],
    ['a crs in WKT', (f) => (f.graph['crs'] = 'PROJCS["UTM"]'), /^crs: .*project_graph/],
    ['x and y swapped', after(moveTo(-110, 40), swap), /^nodes: .*swapped\. Swap them/],
    ['x and y swapped in New York', swap, /^nodes: .*swapped, by the lengths/],
    ['x and y swapped in London', after(moveTo(-0.1, 51.5), swap), /^nodes: .*swapped/],
    ['x and y swapped in Nairobi', after(moveTo(36.8, -1.3), swap), /^nodes: .*swapped/],
    ['kilometres', scaleLength(0.001), /^length: .*kilometres\? Multiply|kilometres\?.*1,000/],
    ['miles', scaleLength(1 / 1_609.344), /^length: .*miles\?.*1,609/],
    ['feet', scaleLength(3.28084), /^length: .*feet\?.*0.3048/],
    ['centimetres', scaleLength(100), /^length: .*centimetres\?/],
    ['lengths in degrees', scaleLength(1 / 111_195), /^length: .*degrees\?.*Leave length out/],
    ['lengths of another town', scaleLength(20), /^length: .*times the straight line/],
    ['half the lengths', scaleLength(0.5), /^length: .*100 % of the links are shorter/],
    ['lengths of 0', scaleLength(0), /^length: .*shorter/],
    ['minutes', scaleTime(1 / 60), /^travel_time: .*minutes instead of seconds\?.*by 60/],
    ['hours', scaleTime(1 / 3_600), /^travel_time: .*hours instead.*by 3,600/],
    ['milliseconds', scaleTime(1_000), /^travel_time: .*milliseconds instead.*by 1,000/],
    ['no time at all', scaleTime(0), /^travel_time: .*which is no city/],
    [
      'speeds of a plane',
      eachLink((l) => void (delete l.travel_time, (l.speed_kph = 900))),
      /^speed: .*900/,
    ],
    [
      'streets without a way back',
      (f) => f.links.splice(0, 99, ...oneWay(f)),
      /^nodes: .*both directions/,
    ],
  ])('%s are refused with the remedy', (_, change, sentence) => {
    const { isRefused, problems } = read(change);
    expect(isRefused).toBe(true);
    expect(problems.map(textOf)).toEqual([expect.stringMatching(sentence)]);
  });

  it.each<[string, (changed: File) => void, string]>([
    ['a link that is too short', (f) => (f.links[7]!.length! *= 0.5), 'length'],
    ['a link that is too fast', (f) => (f.links[7]!.travel_time = 0.1), 'travel_time'],
    ['a link that takes no time', (f) => (f.links[7]!.travel_time = 0), 'travel_time'],
    ['an unknown crs', (f) => (f.graph['crs'] = 'epsg:31370'), 'crs'],
    ['a dead end', addDeadEnd, 'nodes'],
  ])('%s is told as a warning', (_, change, where) => {
    const { isRefused, problems } = read(change);
    expect(isRefused).toBe(false);
    expect(problems.map((each) => each.where)).toEqual([where]);
  });

  it.each(['epsg:4326', 'EPSG:4258', 'urn:ogc:def:crs:OGC:1.3:CRS84', "{'init': 'epsg:4326'}"])(
    'the crs %s is degrees',
    (crs) => {
      const { isRefused, problems } = read((changed) => (changed.graph['crs'] = crs));
      expect([isRefused, problems]).toEqual([false, []]);
    },
  );

  it.each<[string, number, number]>([
    ['at the equator', 9.4, 0.3],
    ['in the far north', 18.9, 69.6],
    ['at the antimeridian', -179.999, -16.8],
  ])('a town %s is read as it is', (_, x, y) => {
    expect(read(moveTo(x, y))).toEqual({ isRefused: false, problems: [] });
  });
});

/** The links of a town from which all lead east or north, and one leads back. */
function oneWay({ links }: File): Link[] {
  return [...links.filter(({ source, target }) => Number(source) < Number(target)), links[1]!];
}

function addDeadEnd(changed: File): void {
  const [{ x, y }] = changed.nodes as [Node];
  changed.nodes.push({ id: 'end', x: x - 0.001, y });
  changed.links.push({ source: '0', target: 'end', travel_time: 9 });
}
