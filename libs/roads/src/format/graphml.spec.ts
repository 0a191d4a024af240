import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoadFiles, graphmlOf } from '../../test/road-files.js';
import { town } from '../../test/town.js';

let files: RoadFiles;
beforeAll(() => {
  files = new RoadFiles();
});
afterAll(() => {
  files.remove();
});

const graphml = graphmlOf(town);

/** Entities that unpack to 3 GB: https://en.wikipedia.org/wiki/Billion_laughs_attack */
const bomb = graphml
  .replace(
    '<graphml',
    `<!DOCTYPE graphml [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, i) => {
      return `<!ENTITY a${i + 1} "&a${i};&a${i};">`;
    }).join('')}]><graphml`,
  )
  .replace('OSMnx 1.9.3', '&a30;');

describe('readRoadNetwork with GraphML', () => {
  it('the properties are named by the keys of the file', async () => {
    const named = graphml
      .replace(
        '<graph edge',
        '<key id="n" for="edge" attr.name="name" attr.type="string"/><graph edge',
      )
      .replace(
        '<edge source="0" target="1" id="0">',
        '$&<data key="n">A &amp; <![CDATA[<B>]]> Street</data>',
      );
    const { network } = await files.read('named.graphml', named);
    expect(network.labels).toEqual([{ name: 'A & <B> Street', otherNames: [], kind: null }]);
    expect(network.features.attribution).toBe('© OpenStreetMap contributors');
  });

  it('the edges of an undirected graph lead in both directions', async () => {
    const undirected = graphml.replace('edgedefault="directed"', 'edgedefault="undirected"');
    const { network } = await files.read('undirected.graphml', undirected);
    expect(network.forward.heads).toHaveLength(2 * town.links.length);
  });

  it('a line in WKT gives the length of an edge without one', async () => {
    const line = 'LINESTRING (-74 40.7, -74 40.71, -74 40.7, -73.998 40.7)';
    const bent = graphml
      .replace(
        '<graph edge',
        '<key id="g" for="edge" attr.name="geometry" attr.type="string"/><graph edge',
      )
      .replace(/<data key="d8">[\d.]+<\/data>/, `<data key="g">${line}</data>`);
    const { network } = await files.read('bent.graphml', bent);
    expect(Math.round(network.forward.meters[0]!)).toBe(2_392);
  });

  it('a name of the prototype of an object is a property without a meaning', async () => {
    const odd = graphml.replace('attr.name="length"', 'attr.name="__proto__"');
    const { network } = await files.read('odd.graphml', odd);
    expect(network.nodeCount).toBe(town.nodes.length);
  });

  it.each<[string, string, RegExp]>([
    ['with an entity bomb', bomb, /line \d+: undefined entity/],
    ['that is cut off', graphml.slice(0, 1_500), /line \d+: unclosed tag/],
    [
      'with an edge without an end',
      graphml.replace(' target="1"', ''),
      /line \d+: an edge lacks an end/,
    ],
    ['with a node without an id', graphml.replace('<node id="0">', '<node>'), /a node has no id/],
    [
      'with a length of text',
      graphml.replace(/("d8">)[\d.]+/, '$1long'),
      /line \d+ \(edge\).length: "long" is not/,
    ],
    [
      'with an unknown node',
      graphml.replace('target="1"', 'target="99"'),
      /\(edge\).target: there is no node "99"/,
    ],
    [
      'with a value of 2 MB',
      graphml.replace('OSMnx', 'x'.repeat(2e6)),
      /longer than 1,000,000 characters/,
    ],
    [
      'without nodes',
      '<graphml><graph edgedefault="directed"/></graphml>',
      /nodes: there are none/,
    ],
  ])('a file %s is refused with its line', async (name, content, sentence) => {
    const error = await files.refusalOf(files.write(`${name}.graphml`, content));
    expect(error.message).toMatch(sentence);
  });
});
