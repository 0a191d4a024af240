// expect: rxjs-x/no-nested-subscribe
import { of, type Subscription } from 'rxjs';

export const start = (owner: Subscription) =>
  of(1).subscribe(() => {
    owner.add(of(2).subscribe());
  });
