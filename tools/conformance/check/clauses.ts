const HTML = 'https://html.spec.whatwg.org/multipage';

/** The clauses that the checks cite. */
export const clauses = {
  processing: `WHATWG HTML 9.2.3, ${HTML}/server-sent-events.html#sse-processing-model`,
  lastEventId: `WHATWG HTML 9.2.4, ${HTML}/server-sent-events.html#the-last-event-id-header`,
  parsing: `WHATWG HTML 9.2.5, ${HTML}/server-sent-events.html#parsing-an-event-stream`,
  interpreting: `WHATWG HTML 9.2.6, ${HTML}/server-sent-events.html#event-stream-interpretation`,
  authoring: `WHATWG HTML 9.2.7, ${HTML}/server-sent-events.html#authoring-notes`,
  mediaType: `WHATWG HTML, registration of text/event-stream, ${HTML}/iana.html#text/event-stream`,
  caching: 'RFC 9111, section 5.2.2, https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2',
  coding: 'RFC 9110, section 8.4, https://www.rfc-editor.org/rfc/rfc9110#section-8.4',
  fieldValues: 'RFC 9110, section 5.5, https://www.rfc-editor.org/rfc/rfc9110#section-5.5',
  head: 'RFC 9110, section 9.3.2, https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2',
  methods: 'RFC 9110, section 15.5.6, https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6',
  unauthorized: 'RFC 9110, section 15.5.2, https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2',
  challenge: 'RFC 9110, section 11.6.1, https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1',
  notFound: 'RFC 9110, section 15.5.5, https://www.rfc-editor.org/rfc/rfc9110#section-15.5.5',
  retryAfter: 'RFC 9110, section 10.2.3, https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3',
  http2: 'RFC 9113, section 3.2, https://www.rfc-editor.org/rfc/rfc9113#section-3.2',
  cors: 'WHATWG Fetch 3.3, https://fetch.spec.whatwg.org/#http-cors-protocol',
} as const;
