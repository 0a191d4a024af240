import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Chance that repeats itself. Each agent has a generator of its own, made from the seed
 * and the agent's name alone: what one agent draws, or when, never shifts another's luck.
 */
export class SeededRandom {
  private readonly generator;

  constructor(
    private readonly seed: number,
    label = '',
  ) {
    this.generator = xoroshiro128plus(hash(`${seed}/${label}`));
  }

  derive(label: string): SeededRandom {
    return new SeededRandom(this.seed, label);
  }

  /** Evenly in [0, 1). */
  next(): number {
    return uniformFloat64(this.generator);
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.next() * items.length)] ?? items[0];
  }
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value | 0;
}
