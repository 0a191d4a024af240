import { FormattedMessage } from 'react-intl';

/** The ALPN names of RFC 7301 and its registry, as people write them. */
const NAMES: Readonly<Record<string, string>> = {
  'http/1.1': 'HTTP/1.1',
  h2: 'HTTP/2',
  h3: 'HTTP/3',
};

/** The protocol that the browser has used, once it has said so. */
export function ProtocolName({ protocol }: { protocol: string | undefined }) {
  if (protocol === undefined) return <FormattedMessage id="race.protocol-unknown" />;
  const name = <bdi>{NAMES[protocol] ?? protocol}</bdi>;
  return <FormattedMessage id="race.protocol" values={{ name }} />;
}
