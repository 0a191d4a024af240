import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownNetworks } from '../../test/known-network.js';
import { generateGrid } from '../network/grid-network.js';
import { InputError } from '../input-error.js';
import { networkFingerprint } from '../network/network-fingerprint.js';
import { RoadNetwork } from '../network/road-network.js';
import { decodeTravelTimes, encodeTravelTimes } from './travel-times-codec.js';
import { TravelTimes } from './travel-times.js';

const grid = generateGrid({ rows: 4, columns: 3 });

function timesTo(...targets: readonly number[]): TravelTimes {
  const times = new TravelTimes(grid);
  for (const target of targets) times.getRow(target);
  return times;
}

const bytesOf = (times: TravelTimes) =>
  Uint8Array.from([...encodeTravelTimes(times)].flatMap((chunk) => [...chunk]));

/** A file of which each read returns at most `atOnce` bytes. */
function fileOf(bytes: Uint8Array, atOnce = Infinity) {
  let offset = 0;
  const read = (into: Uint8Array) => {
    const chunk = bytes.subarray(offset, offset + Math.min(into.length, atOnce));
    into.set(chunk);
    offset += chunk.length;
    return chunk.length;
  };
  return { source: 'grid.times', read };
}

const decode = (bytes: Uint8Array, times = new TravelTimes(grid)) =>
  decodeTravelTimes(fileOf(bytes), times);

describe('travel times on disk', () => {
  it('decoding restores every encoded row without a search, at every size of a read', () => {
    fc.assert(
      fc.property(
        knownNetworks,
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.integer({ min: 1, max: 100 }),
        ({ network }, targets, atOnce) => {
          const [written, read] = [new TravelTimes(network), new TravelTimes(network)];
          for (const target of targets) written.getRow(target % network.nodeCount);
          const file = fileOf(bytesOf(written), atOnce);
          expect(decodeTravelTimes(file, read)).toBe([...written.listRows()].length);
          expect([...read.listRows()]).toEqual([...written.listRows()]);
          expect(read.computedRows).toBe(0);
        },
      ),
    );
  });

  it('the same rows give the same bytes in every order of computation', () => {
    expect(bytesOf(timesTo(7, 3, 5, 3))).toEqual(bytesOf(timesTo(3, 5, 7)));
  });

  it('decoding adopts at most as many rows as fit into the cache', () => {
    const small = new TravelTimes(grid, { maxBytes: 2 * 8 * grid.nodeCount });
    expect(decode(bytesOf(timesTo(0, 1, 2, 3)), small)).toBe(2);
    expect([...small.listRows()].map(([node]) => node)).toEqual([0, 1]);
  });

  it('a truncated file is refused, and so is one with trailing bytes', () => {
    const whole = bytesOf(timesTo(2, 9));
    for (let length = 0; length < whole.length; length++) {
      expect(() => decode(whole.subarray(0, length))).toThrow('was cut off here');
    }
    expect(() => decode(Uint8Array.from([...whole, 0]))).toThrow('goes on after its last row');
  });

  it('a file with one flipped bit is refused after only correct rows were adopted', () => {
    const whole = bytesOf(timesTo(2, 9));
    const right = new Map(timesTo(2, 9).listRows());
    fc.assert(
      fc.property(fc.nat({ max: whole.length * 8 - 1 }), (bit) => {
        const turned = whole.slice();
        turned[bit >> 3]! ^= 1 << (bit & 7);
        const times = new TravelTimes(grid);
        expect(() => decode(turned, times)).toThrow(InputError);
        for (const [node, row] of times.listRows()) expect(row).toEqual(right.get(node));
      }),
      { numRuns: 500 },
    );
  });

  it('a file of another network, format or version is refused with the reason', () => {
    const other = new TravelTimes(generateGrid({ rows: 4, columns: 3, streetKmph: 19 }));
    expect(() => decode(bytesOf(other))).toThrow(
      'grid.times: header: the travel times are of another road network than Gridtown',
    );
    const text = new TextEncoder().encode('{"directed": true, "nodes": []}');
    expect(() => decode(text)).toThrow('grid.times: header: the file holds no travel times');
    const later = bytesOf(timesTo(0));
    later[4] = 2;
    expect(() => decode(later)).toThrow('grid.times: header: version 2 is not known, only 1');
  });

  it('the encoding is little-endian', () => {
    const [header] = encodeTravelTimes(timesTo(0));
    expect(new TextDecoder().decode(header!.subarray(0, 4))).toBe('TVTM');
    expect([...header!.subarray(4, 8)]).toEqual([1, 0, 0, 0]);
  });
});

describe('networkFingerprint', () => {
  it('a network keeps its fingerprint under another name', () => {
    fc.assert(
      fc.property(knownNetworks, ({ network, positions, links }) => {
        const again = new RoadNetwork({ name: 'Renamed', positions, links });
        expect(networkFingerprint(again)).toBe(networkFingerprint(network));
        expect(networkFingerprint(network)).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });

  it('a network with any difference has another fingerprint', () => {
    fc.assert(
      fc.property(knownNetworks, fc.nat(), ({ network, positions, links }, n) => {
        const changed = <T>(list: readonly T[], change: (item: T) => T) =>
          list.map((item, i) => (i === n % list.length ? change(item) : item));
        const parts = { name: network.name, positions, links };
        const others = [
          { ...parts, links: changed(links, (link) => ({ ...link, seconds: link.seconds + 1 })) },
          { ...parts, links: changed(links, (link) => ({ ...link, meters: link.meters + 1 })) },
          { ...parts, links: [...links, { from: 0, to: 1, seconds: 1, meters: 1 }] },
          { ...parts, positions: changed(positions, ({ lat, lng }) => ({ lat, lng: lng + 1e-9 })) },
          { ...parts, positions: [...positions, { lat: 0, lng: 0 }] },
        ];
        for (const other of others) {
          expect(networkFingerprint(new RoadNetwork(other))).not.toBe(networkFingerprint(network));
        }
      }),
    );
  });
});
