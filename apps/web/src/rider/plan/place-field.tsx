import type { Position } from '#contracts';
import { useId, useState } from 'react';
import { parsePosition, writePosition } from './typed-position.js';
import type { PlaceKind } from './use-plan.js';

interface PlaceFieldProps {
  kind: PlaceKind;
  label: string;
  position: Position | undefined;
  /** The next tap on the map sets this position. */
  isNext: boolean;
  onChoose: () => void;
  onChange: (position: Position | undefined) => void;
  /** The centre of the map, for keyboard users, who move the map with the arrow keys. */
  mapCentre: () => Position | undefined;
}

/** The pickup or the drop-off: tapped on the map, taken from the map's centre, or typed. */
export function PlaceField(props: PlaceFieldProps) {
  const { kind, label, isNext, onChoose, onChange, mapCentre } = props;
  const { text, isWrong, type, discard } = useDraft(props);
  const id = useId();
  const takeCentre = () => {
    discard();
    onChange(mapCentre());
  };
  return (
    <div className="place" data-kind={kind} data-next={isNext}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="figures"
        autoComplete="off"
        placeholder={isNext ? 'Tap the map' : 'Not set'}
        value={text}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onFocus={onChoose}
        onChange={(event) => type(event.target.value)}
        onBlur={() => isWrong || discard()}
      />
      <button className="button second" type="button" onClick={takeCentre}>
        Map centre<span className="unseen"> as {label.toLowerCase()}</span>
      </button>
      <p className={isWrong ? 'quiet hint' : 'unseen'} id={`${id}-hint`}>
        {isWrong ? 'Two numbers, such as 40.7549, −73.9840.' : 'Latitude and longitude.'}
      </p>
    </div>
  );
}

/** The typed text, kept until the user leaves the field with a valid position. */
function useDraft({ position, onChange }: Pick<PlaceFieldProps, 'position' | 'onChange'>) {
  const [draft, setDraft] = useState<string>();
  return {
    text: draft ?? (position ? writePosition(position) : ''),
    isWrong: draft !== undefined && draft.trim() !== '' && !parsePosition(draft),
    type: (typed: string) => {
      setDraft(typed);
      onChange(parsePosition(typed));
    },
    discard: () => setDraft(undefined),
  };
}
