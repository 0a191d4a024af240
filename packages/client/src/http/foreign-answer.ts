/**
 * @throws Error when `fetch` followed a redirect to another origin, such as the page of a captive portal
 *   or of a single sign-on: its answer says nothing about the resource
 */
export function requireSameOrigin(response: Response, url: string): Response {
  const { location } = globalThis as { location?: { href: string } };
  if (
    !response.redirected ||
    new URL(response.url).origin === new URL(url, location?.href).origin
  ) {
    return response;
  }
  throw new Error(`redirected to ${response.url}`);
}
