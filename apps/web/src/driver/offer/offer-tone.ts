import { useEffect } from 'react';

const NOTES = [
  { hertz: 880, atSeconds: 0 },
  { hertz: 1175, atSeconds: 0.16 },
];
const NOTE_SECONDS = 0.14;
const VOLUME = 0.2;

let context: AudioContext | undefined;

/** Plays a tone once for each offer. */
export function useOfferTone(offerId: string | undefined, isOn: boolean): void {
  useEffect(() => {
    if (offerId !== undefined && isOn) playOfferTone();
    // `isOn` is no dependency: switching the sound on must not announce a known offer again.
  }, [offerId]);
}

/**
 * Plays two short notes. It is silent until the user has clicked or typed, because browsers allow
 * no sound before that.
 */
function playOfferTone(): void {
  if (!('userActivation' in navigator) || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  // The browser may have suspended the context. If it refuses to resume, the offer stays visible.
  void context.resume().catch(() => undefined);
  for (const note of NOTES) playNote(context, note);
}

function playNote(audio: AudioContext, { hertz, atSeconds }: (typeof NOTES)[number]): void {
  const from = audio.currentTime + atSeconds;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  // The volume ramps up and down, because an abrupt start or end is audible as a click.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.02);
  volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + NOTE_SECONDS);
}
