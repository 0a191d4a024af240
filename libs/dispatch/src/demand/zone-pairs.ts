import { bestAssignment } from '../assignment/best-assignment.js';
import { UNASSIGNED } from '../assignment/pair-graph.js';
import type { PairSource } from '../assignment/pair-source.js';
import { TopK, type TopColumns } from '../assignment/top-k.js';
import type { Zones } from './zones.js';

/** An idle car of a zone, or a place for one more car in it. */
export interface ZoneUnit {
  readonly zone: number;
  /** What it adds to the cost of a pair, in seconds. */
  readonly cost: number;
}

/** Indices of a car and of the gap that it drives to. */
interface UnitPair {
  readonly car: number;
  readonly gap: number;
}

/**
 * Pairs cars with gaps of other zones at the least total cost: that of both and the seconds of the
 * drive. A pair with a cost of 0 or more is not made.
 *
 * @param units cars and gaps in the order of their zones, those of one zone ascending by cost
 */
export function pairUnits(
  zones: Zones,
  { cars, gaps }: { cars: readonly ZoneUnit[]; gaps: readonly ZoneUnit[] },
): UnitPair[] {
  if (cars.length === 0 || gaps.length === 0) return [];
  const pairs: UnitPair[] = [];
  // The shorter side forms the rows, because the solver is fastest then.
  if (gaps.length <= cars.length) {
    const source = new ZonePairs(gaps, cars, (to, from) => zones.seconds(from, to));
    bestAssignment(source).forEach((car, gap) => car !== UNASSIGNED && pairs.push({ car, gap }));
  } else {
    const source = new ZonePairs(cars, gaps, (from, to) => zones.seconds(from, to));
    bestAssignment(source).forEach((gap, car) => gap !== UNASSIGNED && pairs.push({ car, gap }));
  }
  return pairs;
}

/** The pairs of units of two sides. All rows of a zone have their columns in the same order. */
class ZonePairs implements PairSource {
  readonly rows: number;
  readonly columns: number;
  private readonly topK = new TopK();
  /** By zone of a row: its cheapest columns so far, as many as were asked for. */
  private readonly cheapest = new Map<number, { asked: number; found: TopColumns }>();
  private readonly columnsByZone: readonly { zone: number; first: number; end: number }[];

  constructor(
    private readonly rowUnits: readonly ZoneUnit[],
    private readonly columnUnits: readonly ZoneUnit[],
    private readonly secondsBetween: (rowZone: number, columnZone: number) => number,
  ) {
    this.rows = rowUnits.length;
    this.columns = columnUnits.length;
    this.columnsByZone = spansOf(columnUnits);
  }

  findCheapest(row: number, count: number): TopColumns {
    const { zone, cost } = this.rowUnits[row]!;
    const { columns, costs } = this.findOfZone(zone, count);
    return {
      columns: columns.slice(0, count),
      costs: costs.slice(0, count).map((each) => each + cost),
    };
  }

  /** At least as many columns as asked for, unless there are fewer. */
  private findOfZone(zone: number, count: number): TopColumns {
    const known = this.cheapest.get(zone);
    if (known && known.asked >= count) return known.found;
    const { topK } = this;
    topK.reset(count);
    for (const { zone: other, first, end } of this.columnsByZone) {
      if (other === zone) continue;
      const seconds = this.secondsBetween(zone, other);
      for (let column = first; column < end; column++) {
        const cost = seconds + this.columnUnits[column]!.cost;
        if (cost >= topK.threshold) break;
        topK.offer(column, cost);
      }
    }
    const found = topK.result();
    this.cheapest.set(zone, { asked: count, found });
    return found;
  }
}

/** Where the units of each zone are in the list. */
function spansOf(units: readonly ZoneUnit[]): { zone: number; first: number; end: number }[] {
  const spans: { zone: number; first: number; end: number }[] = [];
  units.forEach(({ zone }, i) => {
    const last = spans.at(-1);
    if (last?.zone === zone) last.end = i + 1;
    else spans.push({ zone, first: i, end: i + 1 });
  });
  return spans;
}
