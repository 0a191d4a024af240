import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.js';

const draw = (random: SeededRandom, count: number) =>
  Array.from({ length: count }, () => random.next());

describe('SeededRandom', () => {
  it('the same seed and label give the same numbers', () => {
    expect(draw(new SeededRandom(1).derive('rider 7'), 5)).toEqual(
      draw(new SeededRandom(1).derive('rider 7'), 5),
    );
  });

  it('another seed or label gives other numbers', () => {
    const [a] = draw(new SeededRandom(1).derive('rider 7'), 1);
    expect(draw(new SeededRandom(2).derive('rider 7'), 1)).not.toEqual([a]);
    expect(draw(new SeededRandom(1).derive('rider 8'), 1)).not.toEqual([a]);
  });

  it('a derived generator does not depend on the draws of other generators', () => {
    const city = new SeededRandom(3);
    const undisturbed = draw(city.derive('driver 1'), 3);
    draw(city, 10);
    draw(city.derive('driver 2'), 10);
    expect(draw(city.derive('driver 1'), 3)).toEqual(undisturbed);
  });

  it('every draw stays within its bounds', () => {
    const random = new SeededRandom(4);
    for (let i = 0; i < 1000; i += 1) {
      const value = random.between(2, 3);
      expect(value >= 2 && value < 3).toBe(true);
      expect(['a', 'b']).toContain(random.pick(['a', 'b']));
    }
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });
});
