"""Reads a stream of Tripstream with the standard library of Python 3.9 or later.

Each event is delivered once and in order, over as many connections as needed. The rules are those of
docs/clients-in-any-language.md, and run_cases.py checks them.

    stream = Stream("http://127.0.0.1:3000/v1/riders/me/stream", get_token=lambda: token)
    for message in stream:
        print(message.kind, message.type, message.cursor, message.data)
"""

import codecs
import email.utils
import http.client
import json
import random
import re
import socket
import sys
import threading
import time
import urllib.parse
from typing import Any, Callable, Iterator, NamedTuple, Optional

DEFAULT_RETRY_SECONDS = 1.0
# A shorter reconnection time, such as 0, would make a busy loop; a longer one is taken for an error.
MIN_WAIT_SECONDS = 0.1
MAX_WAIT_SECONDS = 3600.0
BACK_OFF_SECONDS = 0.5
MAX_BACK_OFF_SECONDS = 30.0
# The silence after which a connection counts as dead: a heartbeat and this grace. Until the server has
# said how often its heartbeats come, FIRST_SILENCE_SECONDS counts.
GRACE_SECONDS = 2.0
FIRST_SILENCE_SECONDS = 7.0
MAX_REFUSED_TOKENS = 5
# The bound protects the memory of this process against a faulty server.
MAX_EVENT_CHARACTERS = 4 * 1024 * 1024
MAX_PROBLEM_BYTES = 64 * 1024
# A repetition changes no answer with one of these statuses.
REFUSALS = (403, 404, 406)

# What reading an answer that makes no sense may raise, such as JSON of another shape or depth.
SENSELESS = (ValueError, KeyError, TypeError, RecursionError, OverflowError)

CURSOR = re.compile(r"([0-9A-Za-z]{1,40})-([0-9]{1,16})")
LINE_END = re.compile("\r\n|\n|\r")


class Refused(Exception):
    """The server refused the stream for good, for example because the trip is not the user's."""

    def __init__(self, status: int, problem: Any):
        super().__init__(f"{status}: {problem}")
        self.status = status
        self.problem = problem


class Message(NamedTuple):
    kind: str  # "snapshot", "event" or "ephemeral"
    type: str
    cursor: Optional[str]
    data: Any


class SseEvent(NamedTuple):
    event: str
    data: str
    id: str


class SseParser:
    """Parses text/event-stream (WHATWG HTML, section 9.2.6) from chunks of any size."""

    def __init__(self) -> None:
        self.retry_ms: Optional[int] = None
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._at_start = True
        self._after_cr = False
        self._line: list = []  # the pieces of an unfinished line
        self._data: list = []
        self._length = 0
        self._event = ""
        self._id = ""

    def feed(self, chunk: bytes) -> Iterator[SseEvent]:
        text = self._decoder.decode(chunk)
        if text and self._at_start:
            self._at_start = False
            text = text[1:] if text[0] == "\ufeff" else text
        # CR LF is one line end, also if the chunks were cut between them.
        if text and self._after_cr:
            self._after_cr = False
            text = text[1:] if text[0] == "\n" else text
        start = 0
        for end in LINE_END.finditer(text):
            self._line.append(text[start : end.start()])
            line = "".join(self._line)
            self._line = []
            start = end.end()
            self._after_cr = end.group() == "\r" and start == len(text)
            if line:
                self._add(line)
            elif self._data:
                yield SseEvent(self._event or "message", "\n".join(self._data), self._id)
            if not line:
                self._data, self._event, self._length = [], "", 0
        self._line.append(text[start:])
        self._bound(len(text) - start)

    def _add(self, line: str) -> None:
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            self._data.append(value)
            self._bound(1)
        elif field == "event":
            self._event = value
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and re.fullmatch("[0-9]+", value):
            self.retry_ms = int(value[:18])

    def _bound(self, added: int) -> None:
        self._length += added
        if self._length > MAX_EVENT_CHARACTERS:
            raise ValueError(f"An event exceeds {MAX_EVENT_CHARACTERS} characters")


class Stream:
    """One stream over as many connections as needed. Iterate it once, in one thread.

    url: the stream's address. cursor: the cursor to resume from, if one was stored.
    get_token: returns a token; it is called first, and again after a token has expired or was refused.
    token: a token that can't be renewed. sleep: for tests, waits for so many seconds.
    """

    def __init__(
        self,
        url: str,
        get_token: Optional[Callable[[], str]] = None,
        token: Optional[str] = None,
        cursor: Optional[str] = None,
        sleep: Optional[Callable[[float], Any]] = None,
    ):
        self.cursor = cursor
        self.reason: Optional[str] = None  # why the server ended the stream
        self._url = urllib.parse.urlsplit(url)
        self._get_token = get_token
        self._token = token
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._connection: Optional[http.client.HTTPConnection] = None
        self._socket: Optional[socket.socket] = None
        self._retry = DEFAULT_RETRY_SECONDS
        self._retry_after = 0.0
        self._failures = 0
        self._refused_tokens = 0
        self._continuous = True

    def close(self) -> None:
        """Ends the iteration. Another thread may call it."""
        self._closed.set()
        if self._socket:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # The connection has ended by itself.

    def __iter__(self) -> Iterator[Message]:
        while not self._closed.is_set():
            cursor, closing, self._retry_after = self.cursor, None, 0.0
            try:
                closing = yield from self._read_connection()
                if closing is None:
                    return
            except (OSError, http.client.HTTPException, *SENSELESS):
                pass  # The network or the server failed, or the answer makes no sense: resume.
            finally:
                self._disconnect()
            if self._closed.is_set():
                return
            if closing and not closing["reconnect"]:
                self.reason = closing["reason"]
                return
            if closing and closing["reason"] == "token_expired":
                self._drop_token()
            if self.cursor != cursor:
                self._failures = 0
            self._sleep(self._next_wait())
            if closing:  # The reconnection time of a closing is for one wait.
                self._retry = min(self._retry, DEFAULT_RETRY_SECONDS)

    def _next_wait(self) -> float:
        """The time that the server asked for, and full jitter on top, so that clients spread out."""
        asked = min(max(self._retry, self._retry_after, MIN_WAIT_SECONDS), MAX_WAIT_SECONDS)
        end = min(MAX_BACK_OFF_SECONDS, BACK_OFF_SECONDS * 2 ** min(self._failures, 10))
        self._failures += 1
        return asked + random.uniform(0, end)

    def _read_connection(self):
        """Yields the messages of one connection. Returns the data of stream.closing, or None after 204."""
        response = self._request()
        if response.status == 204:
            return None
        if response.status != 200:
            self._refuse(response)
            return {}
        media_type = (response.getheader("content-type") or "").split(";")[0].strip().lower()
        if media_type != "text/event-stream":
            raise ValueError(f"Expected text/event-stream, got {media_type}")
        parser = SseParser()
        while not self._closed.is_set():
            chunk = response.read1(65536)
            if not chunk:
                break
            for frame in parser.feed(chunk):
                data = json.loads(frame.data)
                if parser.retry_ms is not None:
                    self._retry, parser.retry_ms = parser.retry_ms / 1000, None
                if frame.event == "stream.closing":
                    return {"reason": str(data["reason"]), "reconnect": bool(data["reconnect"])}
                if frame.event == "stream.opened":
                    self._open(data)
                else:
                    yield from self._deliver(frame, data)
        return {}

    def _request(self) -> http.client.HTTPResponse:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if self.cursor is not None:
            headers["Last-Event-ID"] = self.cursor
        if self._token is None and self._get_token:
            try:
                self._token = self._get_token()
            except Exception as error:
                raise OSError("No token could be had") from error
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        # The time-out counts for each read, so a dead connection is noticed by its silence.
        connection = kind(self._url.netloc, timeout=FIRST_SILENCE_SECONDS)
        self._connection = connection
        path = self._url.path + (f"?{self._url.query}" if self._url.query else "")
        connection.request("GET", path, headers=headers)
        self._socket = connection.sock  # getresponse() may take it from the connection
        return connection.getresponse()

    def _disconnect(self) -> None:
        if self._connection:
            self._connection.close()

    def _refuse(self, response: http.client.HTTPResponse) -> None:
        """Raises Refused, or returns if a later attempt may succeed. A redirect is not followed."""
        body = response.read(MAX_PROBLEM_BYTES).decode("utf-8", "replace")
        if response.status == 401:
            self._refused_tokens += 1
            if not self._get_token or self._refused_tokens >= MAX_REFUSED_TOKENS:
                raise Refused(401, body)
            self._drop_token()
        if response.status in REFUSALS:
            raise Refused(response.status, body)
        self._retry_after = retry_after_of(response)

    def _drop_token(self) -> None:
        if self._get_token:
            self._token = None

    def _open(self, opened: Any) -> None:
        mode, presented = opened["mode"], self.cursor
        is_resume = presented is not None and parse_cursor(presented)[1] > 0
        if mode == "resumed" and opened["from"] != presented or mode == "fresh" and is_resume:
            raise ValueError("The answer belongs to another request")
        self._continuous = mode == "resumed"
        self._refused_tokens = 0
        self._socket.settimeout(opened["heartbeatSeconds"] + GRACE_SECONDS)

    def _deliver(self, frame: SseEvent, data: Any) -> Iterator[Message]:
        if frame.event == "stream.snapshot":
            parse_cursor(frame.id)
            self.cursor, self._continuous = frame.id, True
            yield Message("snapshot", frame.event, frame.id, data)
        elif not (isinstance(data, dict) and data.get("specversion") == "1.0"):
            yield Message("ephemeral", frame.event, None, data)
        elif self._advance(frame.id):
            yield Message("event", data["type"], frame.id, data)

    def _advance(self, cursor: str) -> bool:
        """Whether the event is new. Raises ValueError when events are missing before it."""
        epoch, seq = parse_cursor(cursor)
        if self.cursor is not None:
            last_epoch, last = parse_cursor(self.cursor)
            if epoch == last_epoch and seq <= last:
                return False
            if self._continuous and (epoch != last_epoch or seq != last + 1):
                raise ValueError(f"Events are missing between {self.cursor} and {cursor}")
        self.cursor, self._continuous = cursor, True
        return True


def parse_cursor(cursor: str):
    match = CURSOR.fullmatch(cursor)
    if not match:
        raise ValueError(f"{cursor!r} is not a cursor")
    return match.group(1), int(match.group(2))


def retry_after_of(response: http.client.HTTPResponse) -> float:
    """The seconds of Retry-After. A date is compared with the answer's own Date; other text counts as 0."""
    value = (response.getheader("retry-after") or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return min(float(value), MAX_WAIT_SECONDS)
    try:
        until = email.utils.parsedate_to_datetime(value).timestamp()
        sent = response.getheader("date")
        now = email.utils.parsedate_to_datetime(sent).timestamp() if sent else time.time()
        return max(0.0, until - now)
    except (TypeError, ValueError, IndexError):
        return 0.0


def main() -> None:
    """python3 tripstream.py <url> [token [cursor]] prints each message as one line of JSON."""
    url, token, cursor = (sys.argv[1:] + [None, None])[:3]
    stream = Stream(url, token=token, cursor=cursor)
    for message in stream:
        print(json.dumps(message._asdict()), flush=True)
    print(json.dumps({"kind": "end", "reason": stream.reason}), flush=True)


if __name__ == "__main__":
    main()
