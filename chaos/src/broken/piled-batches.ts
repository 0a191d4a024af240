import 'reflect-metadata';
import { DriverLocationRecorder } from '../../../libs/matching/src/position/driver-location-recorder.js';
import { replaceMethods } from './replace-methods.js';

/** The members of a recorder that this variant uses. */
interface Recorder {
  timer: NodeJS.Timeout | undefined;
  writePending(): Promise<void>;
}

// The recorder writes a batch each second, whether the batch before is written or not. Behind a
// slow database they pile up, and each takes a connection of the pool.
replaceMethods(DriverLocationRecorder, {
  flush(this: Recorder): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return this.writePending();
  },
});
