import 'reflect-metadata';
import type { Bus } from '#bus';
import { Fence } from '../../../libs/bus/src/fence.js';
import { trustLivePath } from './blind-feed.js';
import { replaceMethods } from './replace-methods.js';

// An opening waits until the gateway's own node knows the subscription, and asks no relay. The relay's
// node learns of it later and drops what is published until then.
trustLivePath();
replaceMethods(Fence, {
  pass(this: { bus: Bus }) {
    return this.bus.flush();
  },
});
