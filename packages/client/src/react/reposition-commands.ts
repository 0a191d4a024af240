import type { DeclinedReposition, Reposition } from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
import type { DriverState } from '../state/driver-state.js';
import type { StreamStore } from './stream-store.js';
import { noTrip } from './use-rider.js';

/** The suggestion has ended, or another one has replaced it. */
const ENDED: readonly string[] = ['REPOSITION_ENDED', 'NOT_FOUND'];

type RunCommand = <T>(
  name: 'acceptReposition' | 'declineReposition',
  send: (store: StreamStore) => Promise<T>,
) => Promise<T>;

/** The answers of a driver to the suggestion that is shown. */
export const repositionCommands = (run: RunCommand) => ({
  acceptReposition: (): Promise<Reposition> =>
    run('acceptReposition', (store) =>
      answer(store, async (id) => {
        const reposition = await store.api.acceptReposition(id);
        store.dispatch({ type: 'reposition-answer', reposition });
        return reposition;
      }),
    ),
  declineReposition: (): Promise<DeclinedReposition> =>
    run('declineReposition', (store) =>
      answer(store, async (id) => {
        const declined = await store.api.declineReposition(id);
        store.dispatch({ type: 'reposition-over', repositionId: id });
        return declined;
      }),
    ),
});

/** A suggestion that has ended is gone afterwards. */
async function answer<T>(
  store: StreamStore,
  send: (repositionId: string) => Promise<T>,
): Promise<T> {
  const { reposition } = store.view.state as DriverState;
  if (!reposition) throw noTrip('There is no suggestion to answer.');
  try {
    return await send(reposition.id);
  } catch (error) {
    if (error instanceof ApiProblem && ENDED.includes(error.code)) {
      store.dispatch({ type: 'reposition-over', repositionId: reposition.id });
    }
    throw error;
  }
}
