// expect: rxjs-x/finnish
import { of } from 'rxjs';

export const events = of(1);
