import { describe, expect, it } from '@jest/globals';
import { InputError } from '../input-error.js';
import { toCityMap } from './city-map.js';
import { readNodeLinkNetwork } from './node-link-network.js';
import { shortestTree } from '../travel/shortest-tree.js';

const nodes = [
  { id: 7, x: -73.98, y: 40.75 },
  { id: 'b', x: -73.98, y: 40.76 },
];
const there = { source: 7, target: 'b', length: 100, travel_time: 20 };
const back = { source: 'b', target: 7, length: 100, speed_kmph: 36 };
const graph = (overrides: object = {}) => ({ nodes, links: [there, back], ...overrides });

const failure = (json: unknown): InputError => {
  try {
    readNodeLinkNetwork(json, 'city.json');
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('the network was read without an error');
};

describe('readNodeLinkNetwork', () => {
  it('the travel time of a link without one is derived from its speed', () => {
    const network = readNodeLinkNetwork(graph(), 'city.json');
    expect(network.name).toBe('city.json');
    expect(shortestTree(network.forward, 0).seconds[1]).toBe(20);
    expect(shortestTree(network.forward, 1).seconds[0]).toBe(10);
  });

  it('the links may be called edges, and the graph may have a name', () => {
    const json = { graph: { name: 'Town' }, nodes, edges: [there, back] };
    expect(readNodeLinkNetwork(json, 'city.json').name).toBe('Town');
  });

  it('routes use the fastest of parallel links', () => {
    const links = [there, { ...there, travel_time: 5, key: 1 }, back];
    const network = readNodeLinkNetwork(graph({ links }), 'city.json');
    expect(shortestTree(network.forward, 0).seconds[1]).toBe(5);
  });

  it('a street of an undirected graph is driven in both directions', () => {
    const network = readNodeLinkNetwork(graph({ directed: false, links: [there] }), 'city.json');
    expect(shortestTree(network.forward, 1).seconds[0]).toBe(20);
  });

  it('no position is snapped to a dead end', () => {
    const trap = { id: 'trap', x: -73.9, y: 40.7 };
    const into = { ...there, target: 'trap' };
    const json = { nodes: [...nodes, trap], links: [there, back, into] };
    const network = readNodeLinkNetwork(json, 'city.json');
    expect(network.nearestNode({ lat: 40.7, lng: -73.9 }).node).not.toBe(2);
  });

  it.each([
    [{ name: '5th Avenue' }, '5th Avenue', []],
    [{ name: ['5th Avenue', 'Museum Mile'] }, '5th Avenue', ['Museum Mile']],
    [{ name: ['5th Avenue', '5th Avenue', 7, ''] }, '5th Avenue', []],
    [{ ref: 'I 95; US 1' }, 'I 95', ['US 1']],
    [{ name: 'Deegan Expressway', ref: ['I 87', 'I 95'] }, 'Deegan Expressway', ['I 87', 'I 95']],
    [{ name: ' A\u202eB\u0000 ' }, 'AB', []],
    [{ name: 'x'.repeat(500) }, 'x'.repeat(100), []],
  ])('a road is called by its name, or else by its number: %j', (words, name, otherNames) => {
    const links = [{ ...there, ...words, highway: ['primary_link', 'primary'] }, back];
    const network = readNodeLinkNetwork(graph({ links }), 'city.json');
    expect(network.labelOf(0)).toEqual({ name, otherNames, kind: 'primary' });
    expect(network.labelOf(1)).toBeUndefined();
  });

  it.each([{ name: NaN }, { name: null }, { name: { de: 'Weg' } }, { name: [] }, { ref: 7 }, {}])(
    'a road without a readable name has none: %j',
    (words) => {
      const network = readNodeLinkNetwork(graph({ links: [{ ...there, ...words }, back] }), 'c');
      expect(network.labels).toEqual([]);
    },
  );

  it('the name of a city without one is that of the file, without its folders', () => {
    expect(readNodeLinkNetwork(graph(), '/srv/secret/town.json').name).toBe('town.json');
  });

  it.each([
    [{ created_with: 'OSMnx 1.2.2' }, '© OpenStreetMap contributors'],
    [{ attribution: '© City of Vienna', created_with: 'OSMnx' }, '© City of Vienna'],
    [{ attribution: 7 }, null],
    [{}, null],
  ])('the map of a file with %j has the attribution %j', (about, attribution) => {
    const network = readNodeLinkNetwork(graph({ graph: about }), 'city.json');
    expect(toCityMap(network).attribution).toBe(attribution);
  });

  it.each([
    [null, ''],
    [[], ''],
    [{}, 'nodes'],
    [{ links: [there] }, 'nodes'],
    [graph({ nodes: [] }), 'nodes'],
    [{ nodes }, 'links'],
    [graph({ links: [] }), 'links'],
    [{ nodes, edges: [there, { ...back, length: -1 }] }, 'edges[1].length'],
    [graph({ links: [{ ...there, travel_time: 'fast' }, back] }), 'links[0].travel_time'],
    [graph({ links: [there, { ...back, travel_time: NaN }] }), 'links[1].travel_time'],
    [graph({ links: [there, { ...back, speed_kmph: 0 }] }), 'links[1].speed_kmph'],
    [graph({ links: [there, { ...back, speed_kmph: null }] }), 'links[1].travel_time'],
    [graph({ links: [there, { ...back, target: 8 }] }), 'links[1].target'],
    [graph({ nodes: [nodes[0], { ...nodes[1], id: 7 }] }), 'nodes[1].id'],
    [graph({ nodes: [nodes[0], { ...nodes[1], y: 4_511_000 }] }), 'nodes[1].y'],
    [graph({ links: [there] }), ''],
  ])(
    'an invalid file is refused with its name, the location and the problem: %#',
    (json, where) => {
      const error = failure(json);
      expect(error.source).toBe('city.json');
      expect(error.where).toBe(where);
      expect(error.problem).not.toBe('');
      expect(error.message).toBe(['city.json', where, error.problem].filter(Boolean).join(': '));
    },
  );
});
