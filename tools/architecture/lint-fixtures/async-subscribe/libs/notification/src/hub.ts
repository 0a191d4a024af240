// expect: @typescript-eslint/no-misused-promises rxjs-x/no-async-subscribe
import { of } from 'rxjs';

export const start = (run: () => Promise<void>) =>
  of(1).subscribe(async () => {
    await run();
  });
