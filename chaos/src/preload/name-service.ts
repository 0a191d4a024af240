import dns from 'node:dns';

/**
 * Resolves names below `.test` (RFC 6761, section 6.2) to this machine, until the suite sends an
 * error code as a message; `returns` ends that. For `--import`.
 */
let failure: string | undefined;
const { lookup } = dns;

process.on('message', (message) => {
  if (message === 'returns') failure = undefined;
  else if (message === 'ENOTFOUND' || message === 'EAI_AGAIN') failure = message;
});
// The channel must not keep a server alive that has closed all else.
process.channel?.unref();

type Callback = (error: NodeJS.ErrnoException | null, ...answer: unknown[]) => void;

function lookUp(hostname: string, ...rest: unknown[]): void {
  const callback = rest.at(-1) as Callback;
  if (!hostname.endsWith('.test')) {
    Reflect.apply(lookup, dns, [hostname, ...rest]);
    return;
  }
  const code = failure;
  setImmediate(() => {
    if (code) callback(describeFailure(code, hostname));
    else if ((rest[0] as { all?: boolean } | null)?.all) {
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    } else callback(null, '127.0.0.1', 4);
  });
}

/** The error that Node makes of a failure of getaddrinfo. */
function describeFailure(code: string, hostname: string): NodeJS.ErrnoException {
  const error = new Error(`getaddrinfo ${code} ${hostname}`);
  return Object.assign(error, { code, errno: -3008, syscall: 'getaddrinfo', hostname });
}

// `node:net` reads the function from the module for each connection.
dns.lookup = lookUp as typeof dns.lookup;
