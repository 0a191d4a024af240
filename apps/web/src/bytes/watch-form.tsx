import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { SelectField, TextField } from './form-fields.js';
import { STREAMS, WAYS, type WatchedView } from './watched-view.js';

interface WatchFormProps {
  view: WatchedView;
  isOpen: boolean;
  /** The last id that came. Empty before it. */
  lastCursor: string;
  onView: (view: WatchedView) => void;
  onOpen: (cursor: string) => void;
  onStop: () => void;
}

/** The choice of the stream, of the way to read it, and of the cursor to present. */
export function WatchForm({ view, isOpen, lastCursor, onView, onOpen, onStop }: WatchFormProps) {
  const [cursor, setCursor] = useState('');
  return (
    <form
      className="watch-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isOpen) onStop();
        else onOpen(cursor);
      }}
    >
      <ViewFields view={view} isOpen={isOpen} onView={onView} />
      <TextField name="bytes.cursor-field" value={cursor} isDisabled={isOpen} onValue={setCursor} />
      <button className={isOpen ? 'button second' : 'button main'} type="submit">
        <FormattedMessage id={isOpen ? 'bytes.stop' : 'bytes.open'} />
      </button>
      {!isOpen && lastCursor !== '' && (
        <button className="button second" type="button" onClick={() => onOpen(lastCursor)}>
          <FormattedMessage id="bytes.resume" />
        </button>
      )}
    </form>
  );
}

function ViewFields({ view, isOpen, onView }: Pick<WatchFormProps, 'view' | 'isOpen' | 'onView'>) {
  return (
    <>
      <SelectField
        name="bytes.stream"
        value={view.stream}
        values={STREAMS}
        labelOf={(stream) => `bytes.stream.${stream}` as const}
        isDisabled={isOpen}
        onValue={(stream) => onView({ ...view, stream })}
      />
      {view.stream === 'trip' && (
        <TextField
          name="bytes.trip"
          value={view.trip}
          isRequired
          isDisabled={isOpen}
          onValue={(trip) => onView({ ...view, trip })}
        />
      )}
      <SelectField
        name="bytes.way"
        value={view.way}
        values={WAYS}
        labelOf={(way) => `bytes.way.${way}` as const}
        isDisabled={isOpen}
        onValue={(way) => onView({ ...view, way })}
      />
    </>
  );
}
