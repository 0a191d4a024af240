import 'reflect-metadata';
import { Epoch } from '../../../libs/outbox/src/read/epoch.js';
import { replaceMethods } from './replace-methods.js';

// The epoch is kept until the tail reconnects. The pool may reach a restored database before
// that, and a cursor of the lost history is resumed there.
const { getCurrent } = Epoch.prototype as unknown as {
  getCurrent: (this: Epoch) => Promise<string>;
};
replaceMethods(Epoch, {
  getCurrent(this: Epoch): Promise<string> {
    return this.lastKnown === null ? getCurrent.call(this) : Promise.resolve(this.lastKnown);
  },
  refresh(this: Epoch): Promise<string> {
    this.doubt();
    return getCurrent.call(this);
  },
});
