// expect: rxjs-x/no-exposed-subjects
import { Subject } from 'rxjs';

export class Hub {
  readonly events$ = new Subject<string>();
}
