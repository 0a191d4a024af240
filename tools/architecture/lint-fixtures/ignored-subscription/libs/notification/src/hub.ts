// expect: rxjs-x/no-ignored-subscription
import { interval } from 'rxjs';

export const start = (run: (n: number) => void) => {
  interval(1).subscribe(run);
};
