import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A reproducible random number generator (xoroshiro128+). Each agent derives its own generator
 * from the seed and a label, so that the draws of one agent do not affect another one.
 */
export class SeededRandom {
  private readonly generator;

  constructor(
    private readonly seed: number,
    label = '',
  ) {
    this.generator = xoroshiro128plus(hash(`${seed}/${label}`));
  }

  /** Creates an independent generator from the seed and a label, regardless of earlier draws. */
  derive(label: string): SeededRandom {
    return new SeededRandom(this.seed, label);
  }

  /** A uniform number in [0, 1). */
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

/** The hash FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value | 0;
}
