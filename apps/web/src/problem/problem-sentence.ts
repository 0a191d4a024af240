import { ApiProblem } from '#client';

/** What went wrong and what to do, in one sentence that the server wrote where it could. */
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
