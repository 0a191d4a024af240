import { MAX_PADDING_BYTES } from '#notification';
import { PROBLEM_MEDIA_TYPE } from '#platform';
import { refTo, schemaComponents } from './json-schemas.js';
import {
  SOCKET_DESCRIPTION,
  socketBinding,
  socketMessageComponents,
  socketMessages,
} from './socket-docs.js';
import { streamChannels } from './stream-channels.js';
import { exampleCursor } from './stream-examples.js';
import {
  frameKinds,
  framesOf,
  frameSchemas,
  type FrameKind,
  type StreamName,
} from './stream-frames.js';

/** The address by which the client that requested the document reached the server. */
export interface ServerAddress {
  /** Host and port. */
  host: string;
  protocol: string;
}

const BINDING_VERSION = '0.3.0';

const DESCRIPTION = [
  'What the streams carry: Server-Sent Events (`text/event-stream`, WHATWG HTML, section 9.2) over HTTP/1.1 or HTTP/2. The commands are in [/openapi.json](/openapi.json).',
  'Every frame has as `id` the last cursor delivered, `<epoch>-<seq>`; in each stream the numbers of durable events rise by one. Present the last one as `Last-Event-ID`, or `?cursor=`, and exactly what was missed follows.',
  'A line that begins with `:` is a comment: one comes with every heartbeat.',
  SOCKET_DESCRIPTION,
].join('\n\n');

const QUERY = {
  type: 'object',
  properties: {
    cursor: { type: 'string', description: 'Resume after it; the header `Last-Event-ID` wins.' },
    names: { type: 'string', enum: ['off'], description: 'Durable events without `event:`.' },
    padding: {
      type: 'integer',
      minimum: 0,
      maximum: MAX_PADDING_BYTES,
      description: 'A comment of so many bytes follows `stream.opened`, for proxies that buffer.',
    },
  },
};

const SHARE = {
  type: 'string',
  description: 'The token of a share link, instead of a session: the trip without what is private.',
};

const names = Object.keys(streamChannels) as StreamName[];

/** The document is the same in both versions. Some generators refuse a version that is newer than they. */
export type AsyncApiVersion = '3.0.0' | '3.1.0';

/**
 * The AsyncAPI document of the streams, derived from the event map. Its operations are those
 * of the server, which sends, and over WebSocket receives, too.
 */
export function asyncApiDocument(
  { host, protocol }: ServerAddress,
  version: AsyncApiVersion = '3.1.0',
): object {
  return {
    asyncapi: version,
    id: 'urn:tripstream',
    info: { title: 'Tripstream', version: '1', description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: { here: { host, protocol, title: 'This server' } },
    channels: Object.fromEntries(names.map((name) => [name, channelOf(name)])),
    operations: Object.fromEntries(
      names.flatMap((name) => [
        [operationName('send', name), operationOf(name)],
        [operationName('receive', name), receiveOperationOf(name)],
      ]),
    ),
    components: {
      messages: {
        ...Object.fromEntries(frameKinds.map((kind) => [kind.schemaName, messageOf(kind)])),
        ...socketMessageComponents(refTo),
      },
      schemas: schemaComponents({ ...frameSchemas, ...socketSchemas }, 'draft-7'),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of POST /v1/sessions' },
        ...Object.fromEntries(
          ['rider', 'driver', 'ops'].map((role) => [`${role}Cookie`, cookie(role)]),
        ),
      },
    },
  };
}

const socketSchemas = Object.fromEntries(
  socketMessages.map(({ schemaName, schema }) => [schemaName, schema]),
);

const operationName = (action: 'send' | 'receive', name: StreamName): string =>
  `${action}${name.charAt(0).toUpperCase()}${name.slice(1)}Stream`;

const cookie = (role: string) => ({
  type: 'httpApiKey',
  in: 'cookie',
  name: `tripstream_${role}`,
  description: 'The cookie that POST /v1/sessions sets, for browsers',
});

function channelOf(name: StreamName) {
  const { address, title, audience } = streamChannels[name];
  return {
    address,
    title,
    description: audience,
    servers: [{ $ref: '#/servers/here' }],
    ...(name === 'trip' && { parameters: { id: { description: 'The trip’s id, a UUID.' } } }),
    messages: Object.fromEntries(
      [...framesOf(name), ...socketMessages].map(({ schemaName }) => [
        schemaName,
        { $ref: `#/components/messages/${schemaName}` },
      ]),
    ),
    bindings: { ws: socketBinding(queryOf(name)) },
  };
}

/** What the client sends over WebSocket. */
function receiveOperationOf(name: StreamName) {
  const fromClient = socketMessages.filter(({ sender }) => sender === 'client');
  return {
    action: 'receive',
    channel: { $ref: `#/channels/${name}` },
    title: `${streamChannels[name].title}, over WebSocket`,
    description: 'Begins with the handshake of a WebSocket, which is refused by a status.',
    messages: fromClient.map(({ schemaName }) => ({
      $ref: `#/channels/${name}/messages/${schemaName}`,
    })),
    security: securityOf(name),
  };
}

function securityOf(name: StreamName) {
  const cookies = name === 'trip' ? ['rider', 'driver', 'ops'] : [name];
  const schemes = ['bearer', ...cookies.map((role) => `${role}Cookie`)];
  return schemes.map((scheme) => ({ $ref: `#/components/securitySchemes/${scheme}` }));
}

function operationOf(name: StreamName) {
  const { title } = streamChannels[name];
  return {
    action: 'send',
    channel: { $ref: `#/channels/${name}` },
    title,
    description: `Begins with a GET by the client. 401, 403, 404 and 406 come as \`${PROBLEM_MEDIA_TYPE}\`; 204 means that nothing will ever follow.`,
    messages: [
      ...framesOf(name),
      ...socketMessages.filter(({ sender }) => sender === 'server'),
    ].map(({ schemaName }) => ({ $ref: `#/channels/${name}/messages/${schemaName}` })),
    security: securityOf(name),
    bindings: { http: { method: 'GET', query: queryOf(name), bindingVersion: BINDING_VERSION } },
  };
}

const queryOf = (name: StreamName) =>
  name === 'trip' ? { ...QUERY, properties: { ...QUERY.properties, share: SHARE } } : QUERY;

/** The message of a frame: its `data` is the payload, and its other lines are the headers. */
function messageOf({ event, schemaName, summary, retry, durable, example }: FrameKind) {
  const times = retry ? { retry: 1067 } : {};
  return {
    name: event,
    title: event,
    summary,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: [...(durable ? [] : ['event']), 'id', ...Object.keys(times)],
      properties: {
        event: { type: 'string', const: event },
        id: { type: 'string', pattern: '^[0-9A-Za-z]{1,40}-(0|[1-9][0-9]*)$' },
        ...(retry && { retry: { type: 'integer', description: 'Milliseconds' } }),
      },
    },
    payload: refTo(schemaName),
    bindings: { http: { statusCode: 200, bindingVersion: BINDING_VERSION } },
    examples: [{ name: event, headers: { event, id: exampleCursor, ...times }, payload: example }],
  };
}
