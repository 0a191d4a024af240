import type { Reposition } from '#contracts';
import type { RepositionState } from './reposition-state.js';

/** A suggestion that has not ended, as its driver sees it. */
export function toRepositionView(state: RepositionState): Reposition {
  const { id, status, move, createdAt, expiresAt } = state;
  return {
    id,
    status: status === 'accepted' ? 'accepted' : 'suggested',
    ...move,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
