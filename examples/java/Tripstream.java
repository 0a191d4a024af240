import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a stream of Tripstream with Java 17 and no dependency. Each event is delivered once and in order,
 * over as many connections as needed. The rules are those of docs/clients-in-any-language.md, and
 * RunCases.java checks them.
 *
 * <pre>java examples/java/Tripstream.java http://127.0.0.1:3000/v1/riders/me/stream TOKEN</pre>
 */
public final class Tripstream {
  static final long DEFAULT_RETRY_MS = 1_000;
  /** A shorter reconnection time, such as 0, would make a busy loop; a longer one is taken for an error. */
  static final long MIN_WAIT_MS = 100;
  static final long MAX_WAIT_MS = 3_600_000;
  static final long BACK_OFF_MS = 500;
  static final long MAX_BACK_OFF_MS = 30_000;
  /** The grace period after a heartbeat that is due. */
  static final long GRACE_MS = 2_000;
  /** The limit of silence until the server has said how often its heartbeats come. */
  static long firstSilenceMs = 7_000;
  static final int MAX_REFUSED_TOKENS = 5;
  /** The bound protects the memory of this process against a faulty server. */
  static final int MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;
  static final int MAX_PROBLEM_BYTES = 64 * 1024;
  /** A repetition changes no answer with one of these statuses. */
  static final Set<Integer> REFUSALS = Set.of(403, 404, 406);

  /** The server refused the stream for good, for example because the trip is not the user's. */
  @SuppressWarnings("serial")
  public static final class Refused extends Exception {
    public final int status;

    Refused(int status, String problem) {
      super(status + ": " + problem);
      this.status = status;
    }
  }

  /** The answer makes no sense, so the connection is given up and the stream is resumed. */
  @SuppressWarnings("serial")
  static final class ProtocolException extends IOException {
    ProtocolException(String message) {
      super(message);
    }
  }

  /** `kind` is `snapshot`, `event` or `ephemeral`; an ephemeral message has no cursor. */
  public record Message(String kind, String type, String cursor, Object data) {}

  record Cursor(String epoch, long seq) {
    private static final Pattern FORM = Pattern.compile("([0-9A-Za-z]{1,40})-([0-9]{1,16})");

    static Cursor parse(String text) throws ProtocolException {
      Matcher match = FORM.matcher(text);
      if (!match.matches()) throw new ProtocolException(text + " is not a cursor");
      return new Cursor(match.group(1), Long.parseLong(match.group(2)));
    }
  }

  record SseEvent(String event, String data, String id) {}

  /** Parses text/event-stream (WHATWG HTML, section 9.2.6) from chunks of any size. */
  static final class SseParser {
    final List<Long> retries = new ArrayList<>();
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private boolean atStart = true;
    private boolean afterCarriageReturn = false;
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder data = new StringBuilder();
    private String event = "";
    private String id = "";

    List<SseEvent> push(byte[] bytes, int length) throws ProtocolException {
      ByteBuffer in = ByteBuffer.allocate(undecoded.remaining() + length);
      in.put(undecoded).put(bytes, 0, length).flip();
      CharBuffer text = CharBuffer.allocate(in.remaining() + 2);
      decoder.decode(in, text, false);
      undecoded = in; // the bytes of a character that is cut off
      text.flip();
      List<SseEvent> events = new ArrayList<>();
      while (text.hasRemaining()) {
        char next = text.get();
        boolean isBom = atStart && next == '\uFEFF';
        boolean isSecondOfLineEnd = afterCarriageReturn && next == '\n';
        atStart = false;
        afterCarriageReturn = next == '\r';
        if (isBom || isSecondOfLineEnd) continue;
        if (next == '\r' || next == '\n') endLine(events);
        else line.append(next);
      }
      if (line.length() + data.length() > MAX_EVENT_CHARACTERS) {
        throw new ProtocolException("An event exceeds " + MAX_EVENT_CHARACTERS + " characters");
      }
      return events;
    }

    private void endLine(List<SseEvent> events) {
      if (line.length() > 0) {
        setField(line.toString());
        line.setLength(0);
        return;
      }
      if (data.length() > 0) {
        String text = data.substring(0, data.length() - 1);
        events.add(new SseEvent(event.isEmpty() ? "message" : event, text, id));
      }
      data.setLength(0);
      event = "";
    }

    private void setField(String text) {
      int colon = text.indexOf(':');
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      if (value.startsWith(" ")) value = value.substring(1);
      switch (field) {
        case "data" -> data.append(value).append('\n');
        case "event" -> event = value;
        case "id" -> id = value.indexOf('\0') < 0 ? value : id;
        case "retry" -> {
          if (value.matches("[0-9]+")) {
            String digits = value.replaceFirst("^0+(?=.)", "");
            retries.add(digits.length() > 15 ? Long.MAX_VALUE : Long.parseLong(digits));
          }
        }
        default -> {} // A comment, or a field of a later version.
      }
    }
  }

  /** One stream over as many connections as needed. */
  public static final class Stream implements AutoCloseable {
    /** Why the server ended the stream; null after 204. */
    public String reason;
    /** The cursor of the last message that was delivered, to resume from. */
    public String cursor;
    /** For tests: waits for so many milliseconds. */
    Sleeper sleeper = this::sleep;

    private static final ScheduledExecutorService WATCHDOGS =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "tripstream-watchdog");
              thread.setDaemon(true);
              return thread;
            });

    private final HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(firstSilenceMs))
            // A redirect could carry the token to another server.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI url;
    private final Callable<String> tokens;
    private String token;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile InputStream body;
    private volatile long aliveAt;
    private volatile long silenceMs;
    private long retryMs = DEFAULT_RETRY_MS;
    private long retryAfterMs;
    private int failures;
    private int refusedTokens;
    private boolean isContinuous = true;

    /**
     * @param tokens returns a token; it is called first, and again after a token has expired or was refused
     * @param token a token that can't be renewed, if `tokens` is null
     * @param cursor the cursor to resume from, or null
     */
    public Stream(String url, Callable<String> tokens, String token, String cursor) {
      this.url = URI.create(url);
      this.tokens = tokens;
      this.token = token;
      this.cursor = cursor;
    }

    /** Ends `run`. Another thread may call it. */
    @Override
    public void close() {
      closed.countDown();
      closeQuietly(body);
    }

    /** Hands over all messages in this thread, until the server or `close` ends the stream. */
    public void run(Consumer<Message> onMessage) throws Refused, InterruptedException {
      while (closed.getCount() > 0) {
        String before = cursor;
        Map<?, ?> closing = null;
        retryAfterMs = 0;
        try {
          HttpResponse<InputStream> response = request();
          if (response.statusCode() == 204) return;
          if (response.statusCode() == 200) closing = read(response, onMessage);
          else refuse(response);
        } catch (IOException error) {
          // The network or the server failed, or the answer makes no sense: resume.
        } finally {
          closeQuietly(body);
        }
        if (closed.getCount() == 0) return;
        if (closing != null && closing.get("reconnect") != Boolean.TRUE) {
          reason = String.valueOf(closing.get("reason"));
          return;
        }
        if (closing != null && "token_expired".equals(closing.get("reason"))) dropToken();
        if (cursor != null && !cursor.equals(before)) failures = 0;
        sleeper.sleep(nextWait());
        // The reconnection time of a closing is for one wait.
        if (closing != null) retryMs = Math.min(retryMs, DEFAULT_RETRY_MS);
      }
    }

    /** The time that the server asked for, and full jitter on top, so that clients spread out. */
    private long nextWait() {
      long asked = Math.max(MIN_WAIT_MS, Math.max(retryMs, retryAfterMs));
      long end = Math.min(MAX_BACK_OFF_MS, BACK_OFF_MS << Math.min(failures, 10));
      failures += 1;
      return Math.min(asked, MAX_WAIT_MS) + ThreadLocalRandom.current().nextLong(end);
    }

    private HttpResponse<InputStream> request() throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url)
              .timeout(Duration.ofMillis(firstSilenceMs))
              .header("Accept", "text/event-stream")
              .header("Cache-Control", "no-store");
      if (cursor != null) request.header("Last-Event-ID", cursor);
      if (token == null && tokens != null) {
        try {
          token = tokens.call();
        } catch (InterruptedException error) {
          throw error;
        } catch (Exception error) {
          throw new IOException("No token could be had", error);
        }
      }
      if (token != null) request.header("Authorization", "Bearer " + token);
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      body = response.body();
      return response;
    }

    /** Returns the data of stream.closing, or null when the connection ended without it. */
    private Map<?, ?> read(HttpResponse<InputStream> response, Consumer<Message> onMessage)
        throws IOException {
      String type = response.headers().firstValue("content-type").orElse("");
      if (!type.split(";")[0].strip().equalsIgnoreCase("text/event-stream")) {
        throw new ProtocolException("Expected text/event-stream, got " + type);
      }
      InputStream in = response.body();
      silenceMs = firstSilenceMs;
      aliveAt = System.nanoTime();
      var watchdog =
          WATCHDOGS.scheduleWithFixedDelay(() -> checkSilence(in), 100, 100, TimeUnit.MILLISECONDS);
      try {
        SseParser parser = new SseParser();
        byte[] chunk = new byte[65_536];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
          aliveAt = System.nanoTime();
          for (SseEvent frame : parser.push(chunk, length)) {
            Object data = Json.parse(frame.data());
            takeRetry(parser);
            if (frame.event().equals("stream.closing")) return Json.object(data);
            if (frame.event().equals("stream.opened")) open(Json.object(data));
            else deliver(frame, data, onMessage);
            if (closed.getCount() == 0) return null;
          }
          takeRetry(parser);
        }
        return null;
      } finally {
        watchdog.cancel(false);
      }
    }

    private void takeRetry(SseParser parser) {
      for (long milliseconds : parser.retries) retryMs = milliseconds;
      parser.retries.clear();
    }

    /** A half-open connection never fails by itself, so it is closed when the heartbeats stop. */
    private void checkSilence(InputStream in) {
      if (System.nanoTime() - aliveAt > TimeUnit.MILLISECONDS.toNanos(silenceMs)) closeQuietly(in);
    }

    private void refuse(HttpResponse<InputStream> response) throws IOException, Refused {
      int status = response.statusCode();
      if (status == 401) refusedTokens += 1;
      boolean isFinal = status == 401 && (tokens == null || refusedTokens >= MAX_REFUSED_TOKENS);
      if (isFinal || REFUSALS.contains(status)) {
        byte[] problem = response.body().readNBytes(MAX_PROBLEM_BYTES);
        throw new Refused(status, new String(problem, StandardCharsets.UTF_8));
      }
      if (status == 401) dropToken();
      retryAfterMs = retryAfterOf(response);
    }

    private void dropToken() {
      if (tokens != null) token = null;
    }

    private void open(Map<?, ?> opened) throws ProtocolException {
      Object mode = opened.get("mode");
      boolean isResume = cursor != null && Cursor.parse(cursor).seq() > 0;
      boolean isOther = "resumed".equals(mode) && !Objects.equals(opened.get("from"), cursor);
      if (isOther || ("fresh".equals(mode) && isResume)) {
        throw new ProtocolException("The answer belongs to another request");
      }
      if (!(opened.get("heartbeatSeconds") instanceof Number seconds)) {
        throw new ProtocolException("stream.opened has no heartbeatSeconds");
      }
      isContinuous = "resumed".equals(mode);
      refusedTokens = 0;
      silenceMs = Math.min((long) (seconds.doubleValue() * 1000), MAX_WAIT_MS) + GRACE_MS;
    }

    private void deliver(SseEvent frame, Object data, Consumer<Message> onMessage)
        throws ProtocolException {
      if (frame.event().equals("stream.snapshot")) {
        Cursor.parse(frame.id());
        cursor = frame.id();
        isContinuous = true;
        onMessage.accept(new Message("snapshot", frame.event(), frame.id(), data));
      } else if (!(data instanceof Map<?, ?> event && "1.0".equals(event.get("specversion")))) {
        onMessage.accept(new Message("ephemeral", frame.event(), null, data));
      } else if (advance(frame.id())) {
        onMessage.accept(new Message("event", String.valueOf(event.get("type")), frame.id(), data));
      }
    }

    /** Whether the event is new. It throws when events are missing before it. */
    private boolean advance(String next) throws ProtocolException {
      Cursor at = Cursor.parse(next);
      if (cursor != null) {
        Cursor last = Cursor.parse(cursor);
        boolean isSameEpoch = at.epoch().equals(last.epoch());
        if (isSameEpoch && at.seq() <= last.seq()) return false;
        if (isContinuous && !(isSameEpoch && at.seq() == last.seq() + 1)) {
          throw new ProtocolException("Events are missing between " + cursor + " and " + next);
        }
      }
      cursor = next;
      isContinuous = true;
      return true;
    }

    private void sleep(long milliseconds) throws InterruptedException {
      closed.await(milliseconds, TimeUnit.MILLISECONDS);
    }
  }

  interface Sleeper {
    void sleep(long milliseconds) throws InterruptedException;
  }

  static void closeQuietly(InputStream in) {
    try {
      if (in != null) in.close();
    } catch (IOException error) {
      // The connection has ended by itself.
    }
  }

  /** A date is compared with the answer's own Date; other text counts as 0. */
  static long retryAfterOf(HttpResponse<?> response) {
    String value = response.headers().firstValue("retry-after").orElse("").strip();
    if (value.matches("[0-9]+(\\.[0-9]+)?")) {
      return (long) Math.min(MAX_WAIT_MS, Double.parseDouble(value) * 1000);
    }
    Optional<Instant> until = dateOf(value);
    Optional<Instant> sent = response.headers().firstValue("date").flatMap(Tripstream::dateOf);
    return until
        .map(at -> Math.max(0, Duration.between(sent.orElse(Instant.now()), at).toMillis()))
        .orElse(0L);
  }

  private static Optional<Instant> dateOf(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException error) {
      return Optional.empty();
    }
  }

  /** JSON as Map, List, String, Long, Double, Boolean and null, because Java has no parser of its own. */
  static final class Json {
    private static final int MAX_DEPTH = 200;
    private static final Pattern NUMBER =
        Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private final String text;
    private int at = 0;
    private int depth = 0;

    private Json(String text) {
      this.text = text;
    }

    static Object parse(String text) throws ProtocolException {
      Json json = new Json(text);
      Object value = json.value();
      json.skipSpace();
      if (json.at < text.length()) throw json.error();
      return value;
    }

    static Map<?, ?> object(Object value) throws ProtocolException {
      if (value instanceof Map<?, ?> map) return map;
      throw new ProtocolException("Expected a JSON object");
    }

    private Object value() throws ProtocolException {
      skipSpace();
      if (at >= text.length()) throw error();
      switch (text.charAt(at)) {
        case '{':
          return members();
        case '[':
          return elements();
        case '"':
          return string();
        case 't':
          return literal("true", true);
        case 'f':
          return literal("false", false);
        case 'n':
          return literal("null", null);
        default:
          return number();
      }
    }

    private Map<String, Object> members() throws ProtocolException {
      Map<String, Object> members = new LinkedHashMap<>();
      enter();
      while (!isNext('}')) {
        if (!members.isEmpty()) expect(',');
        skipSpace();
        String name = string();
        expect(':');
        members.put(name, value());
      }
      depth -= 1;
      return members;
    }

    private List<Object> elements() throws ProtocolException {
      List<Object> elements = new ArrayList<>();
      enter();
      while (!isNext(']')) {
        if (!elements.isEmpty()) expect(',');
        elements.add(value());
      }
      depth -= 1;
      return elements;
    }

    private String string() throws ProtocolException {
      expect('"');
      StringBuilder string = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char next = text.charAt(at++);
        string.append(next == '\\' ? escaped() : next);
      }
      expect('"');
      return string.toString();
    }

    private char escaped() throws ProtocolException {
      if (at >= text.length()) throw error();
      char next = text.charAt(at++);
      int index = "\"\\/bfnrt".indexOf(next);
      if (index >= 0) return "\"\\/\b\f\n\r\t".charAt(index);
      if (next != 'u' || at + 4 > text.length()) throw error();
      at += 4;
      try {
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
      } catch (NumberFormatException error) {
        throw error();
      }
    }

    private Object number() throws ProtocolException {
      Matcher match = NUMBER.matcher(text).region(at, text.length());
      if (!match.lookingAt()) throw error();
      at = match.end();
      boolean isWhole = match.group(2) == null && match.group(3) == null;
      if (isWhole && match.group().length() < 18) return Long.parseLong(match.group());
      return Double.parseDouble(match.group());
    }

    private Object literal(String word, Object value) throws ProtocolException {
      if (!text.startsWith(word, at)) throw error();
      at += word.length();
      return value;
    }

    private void enter() throws ProtocolException {
      at += 1;
      depth += 1;
      if (depth > MAX_DEPTH) throw error();
    }

    private boolean isNext(char expected) {
      skipSpace();
      boolean isNext = at < text.length() && text.charAt(at) == expected;
      if (isNext) at += 1;
      return isNext;
    }

    private void expect(char expected) throws ProtocolException {
      if (!isNext(expected)) throw error();
    }

    private void skipSpace() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at += 1;
    }

    private ProtocolException error() {
      return new ProtocolException("This is not JSON at character " + at);
    }

    static String write(Object value) {
      StringBuilder out = new StringBuilder();
      write(value, out);
      return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
      if (value instanceof Map<?, ?> map) {
        String comma = "{";
        for (Map.Entry<?, ?> member : map.entrySet()) {
          out.append(comma);
          write(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          comma = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      } else if (value instanceof List<?> list) {
        String comma = "[";
        for (Object element : list) {
          out.append(comma);
          write(element, out);
          comma = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      } else if (value instanceof String string) {
        out.append('"');
        for (char next : string.toCharArray()) {
          if (next < ' ' || next == '"' || next == '\\') out.append(String.format("\\u%04x", (int) next));
          else out.append(next);
        }
        out.append('"');
      } else {
        out.append(value);
      }
    }
  }

  /** Prints each message as one line of JSON. */
  public static void main(String[] arguments) throws Exception {
    String token = arguments.length > 1 ? arguments[1] : null;
    String cursor = arguments.length > 2 ? arguments[2] : null;
    try (Stream stream = new Stream(arguments[0], null, token, cursor)) {
      stream.run(message -> System.out.println(Json.write(fieldsOf(message))));
      Map<String, Object> end = new LinkedHashMap<>();
      end.put("kind", "end");
      end.put("reason", stream.reason);
      System.out.println(Json.write(end));
    }
  }

  static Map<String, Object> fieldsOf(Message message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", message.kind());
    fields.put("type", message.type());
    if (message.cursor() != null) fields.put("cursor", message.cursor());
    fields.put("data", message.data());
    return fields;
  }
}
