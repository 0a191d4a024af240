import type { TravelRow } from '#geo';

/** Room for an index below the bits of a time. */
const INDEX_SPAN = 2 ** 21;

/**
 * The nodes of a row, the one from which its target is reached first in front: the order in
 * which a search outwards from a pickup meets them, without searching again. 0.3 ms for 4,000
 * nodes when a row is first asked about; remembered as long as the row is.
 */
export class NodeOrderCache {
  private readonly orders = new WeakMap<TravelRow, Uint32Array>();

  getOrder(row: TravelRow): Uint32Array {
    let order = this.orders.get(row);
    if (!order) this.orders.set(row, (order = sortByTime(row.seconds)));
    return order;
  }
}

/**
 * Times that aren't negative sort as their bits do (IEEE 754). With the index below them, a
 * number sorts as a pair does, and an array of numbers needs no function to compare.
 */
function sortByTime(seconds: Float32Array): Uint32Array {
  if (seconds.length > INDEX_SPAN) throw new RangeError(`more than ${INDEX_SPAN} junctions`);
  const bits = new Uint32Array(seconds.buffer, seconds.byteOffset, seconds.length);
  const keys = new Float64Array(seconds.length);
  for (let node = 0; node < keys.length; node++) keys[node] = bits[node]! * INDEX_SPAN + node;
  keys.sort();
  const order = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) order[i] = keys[i]! % INDEX_SPAN;
  return order;
}
