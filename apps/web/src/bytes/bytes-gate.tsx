import { useState } from 'react';
import { SessionGate } from '../session/session-gate.js';
import { BytesPage } from './bytes-page.js';
import { formatView, namesView, parseView, roleOf, type WatchedView } from './watched-view.js';

/** The page for a user whose role may read the chosen stream. The address follows the choice. */
export function BytesGate() {
  const [view, setView] = useState(() => parseView(location.search));
  const [opensItself] = useState(() => namesView(location.search));
  const [linked] = useState(view.stream);
  const choose = (next: WatchedView) => {
    history.replaceState(null, '', formatView(next));
    setView(next);
  };
  const role = roleOf(view);
  return (
    <SessionGate key={role} role={role} heading="bytes.heading">
      <BytesPage view={view} opensItself={opensItself && view.stream === linked} onView={choose} />
    </SessionGate>
  );
}
