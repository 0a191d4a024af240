/**
 * Whether an `Accept` header lets us answer with `text/event-stream` (RFC 9110, section
 * 12.5.1). None at all accepts anything.
 */
export function acceptsEventStream(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return !refused && ['text/event-stream', 'text/*', '*/*'].includes(type);
  });
}
