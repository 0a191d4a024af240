import { FormattedMessage } from 'react-intl';

const AUDIENCES = [
  { name: 'clients', command: 'npm install @tripstream/client' },
  { name: 'planners', command: 'npm run evaluate' },
  { name: 'engineers', command: 'npm run demo -- --instances 2 --kill-every 10s' },
] as const;

const LINKS = [
  { href: '/race', id: 'landing.link-race' },
  { href: '/tour', id: 'landing.link-tour' },
  { href: '/bytes?stream=city', id: 'landing.link-bytes' },
  { href: '/docs', id: 'landing.link-docs' },
  { href: '/errors', id: 'landing.link-errors' },
] as const;

/** What Tripstream offers to three kinds of visitors, each with a first command. */
export function Audiences() {
  return (
    <section>
      <h2>
        <FormattedMessage id="landing.audiences" />
      </h2>
      <ul className="audiences">
        {AUDIENCES.map(({ name, command }) => (
          <li key={name}>
            <h3>
              <FormattedMessage id={`landing.for-${name}`} />
            </h3>
            <p>
              <FormattedMessage id={`landing.for-${name}-note`} />
            </p>
            <pre dir="ltr" tabIndex={0}>
              <code>{command}</code>
            </pre>
          </li>
        ))}
      </ul>
      <ul className="links">
        {LINKS.map(({ href, id }) => (
          <li key={href}>
            <a href={href}>
              <FormattedMessage id={id} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
