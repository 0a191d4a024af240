import { ApiProblem } from '#client';

/** The problem and what to do about it, in one sentence: the server's own where it sent one. */
export function problemSentence(error: unknown): string {
  if (!(error instanceof ApiProblem)) return 'Something broke on this page. Reload it.';
  if (error.status === 0)
    return 'The server can’t be reached. Check your connection and try again.';
  const { problem } = error;
  const field = problem?.errors?.[0];
  if (field) return `${nameOf(field.field)} ${field.message}.`.replace(/\.\.$/, '.');
  return problem?.detail ?? problem?.title ?? `The server answered ${error.status}. Try again.`;
}

/** `pickup.lat` → `Pickup lat`. */
function nameOf(field: string): string {
  const words = field.replaceAll('.', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
