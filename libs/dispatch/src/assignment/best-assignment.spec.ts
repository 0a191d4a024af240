import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linearSumAssignment } from 'linear-sum-assignment';
import { bestAssignment } from './best-assignment.js';
import { TopK } from './top-k.js';
import { WorkBudget } from './work-budget.js';
import { UNASSIGNED } from './pair-graph.js';
import type { PairSource } from './pair-source.js';

const sourceOf = (costs: readonly (readonly number[])[], columns: number): PairSource => ({
  rows: costs.length,
  columns,
  findCheapest: (row, count) => {
    const cheapest = new TopK();
    cheapest.reset(count);
    for (const [column, cost] of costs[row]!.entries()) cheapest.offer(column, cost);
    return cheapest.result();
  },
});

const totalOf = (costs: readonly (readonly number[])[], columnOfRow: Int32Array): number =>
  columnOfRow.reduce(
    (sum, column, row) => sum + (column === UNASSIGNED ? 0 : costs[row]![column]!),
    0,
  );

function leastByBruteForce(costs: readonly (readonly number[])[], taken: number[] = []): number {
  const [first, ...rest] = costs;
  if (!first) return 0;
  const alone = leastByBruteForce(rest, taken);
  const paired = first.map((cost, column) =>
    taken.includes(column) || cost === Infinity
      ? Infinity
      : cost + leastByBruteForce(rest, [...taken, column]),
  );
  return Math.min(alone, ...paired);
}

/** Costs below, at and above zero, and impossible pairs; ties are frequent. */
const cost = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -9, max: 3 }) },
  { weight: 1, arbitrary: fc.constant(Infinity) },
);

const smallCosts = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })).chain(([rows, columns]) =>
  fc.array(fc.array(cost, { minLength: columns, maxLength: columns }), {
    minLength: rows,
    maxLength: rows,
  }),
);

/** Deterministic random numbers for instances that are too large to shrink. */
function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 0x80000000;
}

describe('bestAssignment', () => {
  it('the assignment has the least total cost, each column once, and no pair at a cost of 0', () => {
    fc.assert(
      fc.property(smallCosts, (costs) => {
        const columns = costs[0]?.length ?? 0;
        const columnOfRow = bestAssignment(sourceOf(costs, columns));
        const taken = [...columnOfRow].filter((column) => column !== UNASSIGNED);
        expect(new Set(taken).size).toBe(taken.length);
        columnOfRow.forEach((column, row) => {
          if (column !== UNASSIGNED) expect(costs[row]![column]).toBeLessThan(0);
        });
        expect(totalOf(costs, columnOfRow)).toBe(leastByBruteForce(costs));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [60, 60],
    [40, 150],
    [150, 40],
    [100, 300],
  ])('the total cost equals that of a published solver on %i × %i', (rows, columns) => {
    const random = noise(rows * 1000 + columns);
    // Riders and drivers on a line, most riders at one end: they compete for the same few drivers.
    const riders = Array.from({ length: rows }, () => random() ** 3 * 1000);
    const drivers = Array.from({ length: columns }, () => random() * 1000);
    const seconds = riders.map((a) => drivers.map((b) => Math.fround(Math.abs(a - b))));
    const worth = 1e6;
    const costs = seconds.map((row) => row.map((s) => s - worth));
    const columnOfRow = bestAssignment(sourceOf(costs, columns));
    const published = linearSumAssignment(costs, { maximaze: false });
    const least = [...published.rowAssignments].reduce(
      (sum, column, row) => sum + (column < 0 ? 0 : costs[row]![column]!),
      0,
    );
    expect(totalOf(costs, columnOfRow)).toBeCloseTo(least, 3);
  });

  it('the search ends although all riders want the same few drivers at the same cost', () => {
    const [rows, columns] = [500, 150];
    const costs = Array.from({ length: rows }, () => new Array<number>(columns).fill(60 - 800.1));
    const columnOfRow = bestAssignment(sourceOf(costs, columns));
    expect(columnOfRow.filter((column) => column !== UNASSIGNED)).toHaveLength(columns);
  });
});

describe('bestAssignment with a small budget', () => {
  /** Riders at a stadium with cars around it: each new row moves all earlier ones. */
  const [rows, columns] = [150, 400];
  const seconds = Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => Math.abs(c - r / 100) - 1e7),
  );

  it('an exhausted budget still assigns every row to its own column', () => {
    const budget = new WorkBudget(50_000);
    const columnOfRow = bestAssignment(sourceOf(seconds, columns), budget);
    expect(budget.isExhausted).toBe(true);
    expect(columnOfRow).not.toContain(UNASSIGNED);
    expect(new Set(columnOfRow).size).toBe(rows);
  });
});

describe('TopK', () => {
  it('the kept columns are the first of a sort by cost, then by column', () => {
    const anyCost = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Infinity));
    fc.assert(
      fc.property(fc.array(anyCost), fc.nat(8), (costs, count) => {
        const cheapest = new TopK();
        cheapest.reset(count);
        costs.forEach((each, column) => {
          cheapest.offer(column, each);
        });
        const sorted = costs
          .map((each, column) => ({ column, each }))
          .filter(({ each }) => each < Infinity)
          .sort((a, b) => a.each - b.each || a.column - b.column)
          .slice(0, count);
        expect(cheapest.result()).toEqual({
          columns: sorted.map(({ column }) => column),
          costs: sorted.map(({ each }) => each),
        });
      }),
    );
  });
});
