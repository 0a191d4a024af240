"""Runs the protocol cases against tripstream.py.

    node packages/protocol-cases/src/server.js 4100
    python3 examples/python/run_cases.py http://127.0.0.1:4100 packages/protocol-cases/cases/parsing.json
"""

import base64
import json
import sys
import urllib.request

import tripstream

# A long stream is cut at some places only.
MOST_CUTS = 300


def bytes_of(part) -> bytes:
    one = base64.b64decode(part["base64"]) if "base64" in part else part["text"].encode("utf-8")
    return one * part.get("repeat", 1)


def parse(chunks):
    parser = tripstream.SseParser()
    events, retries = [], []
    for chunk in chunks:
        # The parser keeps the latest reconnection time, so the test feeds line by line at most.
        for line in chunk.splitlines(keepends=True) if len(chunk) < 10_000 else [chunk]:
            events += [event._asdict() for event in parser.feed(line)]
            if parser.retry_ms is not None:
                retries.append(parser.retry_ms)
                parser.retry_ms = None
    return {"events": events, "retries": retries}


def expected_of(case):
    events = [
        {**event, "data": event["data"]}
        if isinstance(event["data"], str)
        else {**event, "data": b"".join(map(bytes_of, event["data"])).decode("utf-8")}
        for event in case["expected"]["events"]
    ]
    return {"events": events, "retries": case["expected"]["retries"]}


def run_parsing_case(case):
    stream = b"".join(map(bytes_of, case["stream"]))
    step = max(1, len(stream) // MOST_CUTS)
    cuts = [[stream[:at], stream[at:]] for at in range(0, len(stream) + 1, step)]
    single = [stream[at : at + 1] for at in range(len(stream))]
    for chunks in [[stream], single, *cuts]:
        if parse(chunks) != expected_of(case):
            return [f"{len(chunks)} chunks, the first of {len(chunks[0])} bytes: {parse(chunks)}"[:500]]
    return []


def post(url: str, body=None):
    data = json.dumps(body).encode("utf-8") if body is not None else b""
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method="POST")) as answer:
        return json.load(answer)


def run_stream_case(referee: str, name: str):
    run = post(f"{referee}/runs?case={name}")
    tokens, waits = list(run["tokens"]), []

    def get_token() -> str:
        token = tokens.pop(0) if len(tokens) > 1 else tokens[0]
        if token is None:
            raise RuntimeError("no token can be had")
        return token

    credentials = {"get_token": get_token} if run["renewable"] else {"token": tokens[0]}
    stream = tripstream.Stream(
        run["url"], cursor=run["cursor"], sleep=lambda seconds: waits.append(seconds * 1000), **credentials
    )
    delivered, requests = [], 0
    end = {"state": "ended"}
    try:
        for message in stream:
            delivered.append(message._asdict())
            if message.kind == "ephemeral":
                del delivered[-1]["cursor"]
        if stream.reason:
            end["reason"] = stream.reason
    except tripstream.Refused as refused:
        end = {"state": "refused", "status": refused.status}
    report = {"delivered": delivered, "end": end, "waitsMs": waits}
    return post(run["report"], report)["problems"]


def main() -> None:
    referee, parsing = sys.argv[1:3]
    # The referee is on this machine, so a request without an answer is given up sooner.
    tripstream.FIRST_SILENCE_SECONDS = 1.5
    with open(parsing, encoding="utf-8") as file:
        results = [(case["name"], run_parsing_case(case)) for case in json.load(file)["cases"]]
    with urllib.request.urlopen(f"{referee}/cases") as answer:
        listed = json.load(answer)["cases"]
    left_out = [case["name"] for case in listed if case["needs"]]
    names = [case["name"] for case in listed if not case["needs"]]
    results += [(name, run_stream_case(referee, name)) for name in names]
    failed = [(name, problems) for name, problems in results if problems]
    for name, problems in failed:
        print(f"FAILED {name}\n  " + "\n  ".join(problems))
    print(f"left out, because this client does not poll: {', '.join(left_out)}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
