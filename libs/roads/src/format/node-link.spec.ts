import { describe, expect, it } from '@jest/globals';
import { InputError, RoadNetwork, toCityMap } from '#geo';
import { readNodeLink } from './node-link.js';

/** The straight line between the two nodes is 1,112 m long. */
const nodes = [
  { id: 7, x: -73.98, y: 40.75 },
  { id: 'b', x: -73.98, y: 40.76 },
];
const there = { source: 7, target: 'b', length: 1_200, travel_time: 120 };
const back = { source: 'b', target: 7, length: 1_200, speed_kmph: 36 };
const graph = (overrides: object = {}) => ({ nodes, links: [there, back], ...overrides });
const network = (json: unknown, source = 'city.json') => readNodeLink(json, source).network;

/** Seconds and metres of the links, in the order of the network. */
const numbersOf = ({ forward }: RoadNetwork) => ({
  seconds: [...forward.seconds],
  meters: [...forward.meters].map(Math.round),
});

/** The seconds of a link from node 7 that has these properties besides its ends and its length. */
function secondsWith(properties: object): number {
  const link = { source: 7, target: 'b', length: 1_200, ...properties };
  return network(graph({ links: [link, back] })).forward.seconds[0]!;
}

const failure = (json: unknown): InputError => {
  try {
    readNodeLink(json, 'city.json');
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('the network was read without an error');
};

describe('readNodeLink', () => {
  it('the travel time of a link without one is derived from its speed', () => {
    expect(numbersOf(network(graph())).seconds).toEqual([120, 120]);
    expect(network(graph()).name).toBe('city.json');
  });

  it('the links may be called edges, and the graph may have a name', () => {
    const json = { graph: { name: 'Town' }, nodes, edges: [there, back] };
    expect(network(json).name).toBe('Town');
  });

  it.each([
    [{ speed_kph: 72 }, 60],
    [{ speed_kph: '72' }, 60],
    [{ travel_time: '50.5', speed_kph: 72 }, 50.5],
    [{ travel_time: null, speed_kph: 72 }, 60],
    [{ speed_kph: null, maxspeed: '72' }, 60],
    [{ speed_kph: 72, maxspeed: '36' }, 60],
    [{ maxspeed: ['36', '108'], highway: 'residential' }, 60],
    [{ maxspeed: '25 mph' }, 1_200 / ((25 * 1.609344) / 3.6)],
    [{ maxspeed: 'fast', highway: 'motorway' }, 48],
    [{ highway: ['motorway', 'trunk'] }, 48],
  ])('a link with %j takes %d seconds for 1,200 m', (properties, seconds) => {
    expect(secondsWith(properties)).toBeCloseTo(seconds, 9);
  });

  it('the length of a link without one is that of its line, or else the straight one', () => {
    const bent = {
      type: 'LineString',
      coordinates: [
        [-73.98, 40.75],
        [-73.97, 40.755],
        [-73.98, 40.76],
      ],
    };
    const straight = { source: 7, target: 'b', highway: 'primary' };
    const links = [
      { ...straight, geometry: bent },
      { ...back, length: undefined },
    ];
    expect(numbersOf(network(graph({ links }))).meters).toEqual([2_019, 1_112]);
  });

  it('a node that is 7 for its link and "7" for itself is one node', () => {
    const json = { nodes: [{ ...nodes[0], id: '7' }, nodes[1]], links: [there, back] };
    expect(network(json).nodeCount).toBe(2);
  });

  it('a street of an undirected graph is driven in both directions', () => {
    const seconds = numbersOf(network(graph({ directed: false, links: [there] }))).seconds;
    expect(seconds).toEqual([120, 120]);
  });

  it('no position is snapped to a dead end', () => {
    const trap = { id: 'trap', x: -73.9, y: 40.75 };
    const into = { source: 7, target: 'trap', length: 7_000, travel_time: 700 };
    const read = network({ nodes: [...nodes, trap], links: [there, back, into] });
    expect(read.nearestNode({ lat: 40.75, lng: -73.9 }).node).not.toBe(2);
  });

  it.each([
    [{ name: '5th Avenue' }, '5th Avenue', []],
    [{ name: ['5th Avenue', 'Museum Mile'] }, '5th Avenue', ['Museum Mile']],
    [{ name: "['5th Avenue', \"O'Neill's Mile\"]" }, '5th Avenue', ["O'Neill's Mile"]],
    [{ name: ['5th Avenue', '5th Avenue', 7, ''] }, '5th Avenue', []],
    [{ ref: 'I 95; US 1' }, 'I 95', ['US 1']],
    [{ name: 'Deegan Expressway', ref: ['I 87', 'I 95'] }, 'Deegan Expressway', ['I 87', 'I 95']],
    [{ name: ' A\u202eB\u0000 ' }, 'AB', []],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(100), []],
  ])('a road is called by its name, or else by its number: %j', (words, name, otherNames) => {
    const links = [{ ...there, ...words, highway: ['primary_link', 'primary'] }, back];
    const read = network(graph({ links }));
    expect(read.labelOf(0)).toEqual({ name, otherNames, kind: 'primary' });
    expect(read.labelOf(1)).toBeUndefined();
  });

  it.each([{ name: null }, { name: { de: 'Weg' } }, { name: [] }, { ref: 7 }, {}])(
    'a road without a readable name has none: %j',
    (words) => {
      expect(network(graph({ links: [{ ...there, ...words }, back] })).labels).toEqual([]);
    },
  );

  it('the name of a city without one is that of the file, without its folders', () => {
    expect(network(graph(), '/srv/secret/town.json').name).toBe('town.json');
  });

  it.each([
    [{ created_with: 'OSMnx 1.2.2' }, '© OpenStreetMap contributors'],
    [{ attribution: '© City of Vienna', created_with: 'OSMnx' }, '© City of Vienna'],
    [{ attribution: 7 }, null],
    [{}, null],
  ])('the map of a file with %j has the attribution %j', (about, attribution) => {
    expect(toCityMap(network(graph({ graph: about }))).attribution).toBe(attribution);
  });

  it('names like those of the prototype of an object are ids like others', () => {
    const odd = [
      { ...nodes[0], id: '__proto__' },
      { ...nodes[1], id: 'constructor' },
    ];
    const links = [
      { ...there, source: '__proto__', target: 'constructor' },
      { ...back, source: 'constructor', target: '__proto__' },
    ];
    expect(network({ nodes: odd, links }).nodeCount).toBe(2);
  });

  it.each([
    [null, ['nodes', 'links']],
    [[], ['nodes', 'links']],
    [{ links: [there] }, ['nodes']],
    [graph({ nodes: [] }), ['nodes']],
    [{ nodes }, ['links']],
    [graph({ links: {} }), ['links']],
    [graph({ links: [7, back] }), ['links[0]']],
    [graph({ nodes: [nodes[0], { x: 1, y: 2 }] }), ['nodes[1].id']],
    [graph({ links: [there, { ...back, target: {} }] }), ['links[1].target']],
    [{ nodes, edges: [there, { ...back, length: -1 }] }, ['edges[1].length']],
    [graph({ links: [{ ...there, travel_time: 'fast' }, back] }), ['links[0].travel_time']],
    [graph({ links: [{ ...there, length: Infinity }, back] }), ['links[0].length']],
    [graph({ links: [there, { ...back, speed_kmph: 0 }] }), ['links[1].speed_kmph']],
    [graph({ links: [there, { ...back, speed_kmph: null }] }), ['links[1].travel_time']],
    [graph({ links: [there, { ...back, target: 8 }] }), ['links[1].target']],
    [graph({ nodes: [nodes[0], { ...nodes[1], id: '7' }] }), ['nodes[1].id', 'links[0].target']],
    [graph({ nodes: [nodes[0], { id: 'b', x: -73.98 }] }), ['nodes[1].y']],
    [graph({ nodes: [nodes[0], { id: 'b', x: 'east', y: {} }] }), ['nodes[1].y', 'nodes[1].x']],
    [graph({ links: [there] }), ['']],
  ])('an invalid file is refused with its name and its places: %#', (json, places) => {
    const error = failure(json);
    expect(error.source).toBe('city.json');
    expect(error.problems.map(({ where }) => where).slice(0, 2)).toEqual(places);
    expect(error.message).toMatch(/^city\.json: ./);
  });

  it('twenty problems are listed at once, and the rest is counted', () => {
    const links = Array.from({ length: 50 }, (_, i) => ({ ...there, length: -i - 1 }));
    const error = failure(graph({ links }));
    expect([error.problems.length, error.count]).toEqual([20, 50]);
    expect(error.message).toContain('\n  links[19].length: -20 is below 0\n  and 30 more');
  });
});
