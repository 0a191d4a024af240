import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from './seeded-random.js';

const draw = (random: SeededRandom, count: number) =>
  Array.from({ length: count }, () => random.next());

describe('seeded chance', () => {
  it('repeats itself for the same seed and name', () => {
    expect(draw(new SeededRandom(1).derive('rider 7'), 5)).toEqual(
      draw(new SeededRandom(1).derive('rider 7'), 5),
    );
  });

  it('is another for another seed or name', () => {
    const [a] = draw(new SeededRandom(1).derive('rider 7'), 1);
    expect(draw(new SeededRandom(2).derive('rider 7'), 1)).not.toEqual([a]);
    expect(draw(new SeededRandom(1).derive('rider 8'), 1)).not.toEqual([a]);
  });

  it("of one agent doesn't depend on what others drew", () => {
    const city = new SeededRandom(3);
    const undisturbed = draw(city.derive('driver 1'), 3);
    draw(city, 10);
    draw(city.derive('driver 2'), 10);
    expect(draw(city.derive('driver 1'), 3)).toEqual(undisturbed);
  });

  it('keeps its bounds', () => {
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
