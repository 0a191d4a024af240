/**
 * Renders a component with a hook of the package as a server does: node render.mjs <address>. It
 * prints the HTML, and how many requests the hook has sent.
 */
import { useRider } from '@tripstream/client/react';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

let requests = 0;
const countingFetch = (...parameters) => {
  requests += 1;
  return fetch(...parameters);
};
const [baseUrl] = process.argv.slice(2);

function Ride() {
  const { trip, status } = useRider({ baseUrl, token: 'any', fetch: countingFetch });
  return createElement('p', null, `${status}: ${trip?.status ?? 'none'}`);
}

const html = renderToString(createElement(Ride));
console.log(JSON.stringify({ html, requests }));
