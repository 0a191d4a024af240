import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Runs the protocol cases against Tripstream.java.
 *
 * <pre>
 * node packages/protocol-cases/src/server.js 4100
 * javac -d out examples/java/*.java
 * java -cp out RunCases http://127.0.0.1:4100 packages/protocol-cases/cases/parsing.json
 * </pre>
 */
public final class RunCases {
  /** A long stream is cut at some places only. */
  private static final int MOST_CUTS = 300;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private int passed = 0;
  private int failed = 0;

  public static void main(String[] arguments) throws Exception {
    // The referee is on this machine, so a request without an answer is given up sooner.
    Tripstream.firstSilenceMs = 1_500;
    RunCases cases = new RunCases();
    cases.runParsingCases(Files.readString(Path.of(arguments[1])));
    cases.runStreamCases(arguments[0]);
    System.out.println(cases.passed + " passed, " + cases.failed + " failed");
    System.exit(cases.failed == 0 ? 0 : 1);
  }

  private void report(String name, List<?> problems) {
    if (problems.isEmpty()) passed += 1;
    else failed += 1;
    for (Object problem : problems) System.out.println("FAILED " + name + ": " + problem);
  }

  private void runParsingCases(String file) throws IOException {
    for (Object one : list(map(Tripstream.Json.parse(file)).get("cases"))) {
      Map<?, ?> testCase = map(one);
      byte[] stream = bytesOf(list(testCase.get("stream")));
      String expected = Tripstream.Json.write(expectedOf(map(testCase.get("expected"))));
      List<String> problems = new ArrayList<>();
      int step = Math.max(1, stream.length / MOST_CUTS);
      for (int at = 0; at <= stream.length; at += step) check(stream, List.of(at), expected, problems);
      List<Integer> everywhere = new ArrayList<>();
      for (int at = 1; at < stream.length; at += 1) everywhere.add(at);
      check(stream, everywhere, expected, problems);
      report((String) testCase.get("name"), problems.subList(0, Math.min(1, problems.size())));
    }
  }

  private static void check(byte[] stream, List<Integer> cuts, String expected, List<String> problems)
      throws IOException {
    Tripstream.SseParser parser = new Tripstream.SseParser();
    List<Object> events = new ArrayList<>();
    int from = 0;
    for (int index = 0; index <= cuts.size(); index += 1) {
      int to = index < cuts.size() ? cuts.get(index) : stream.length;
      byte[] chunk = Arrays.copyOfRange(stream, from, to);
      for (Tripstream.SseEvent event : parser.push(chunk, chunk.length)) {
        events.add(eventOf(event.event(), event.data(), event.id()));
      }
      from = to;
    }
    String result = Tripstream.Json.write(resultOf(events, new ArrayList<>(parser.retries)));
    if (!result.equals(expected)) {
      problems.add(cuts.size() + " cuts: " + result.substring(0, Math.min(500, result.length())));
    }
  }

  private static Map<String, Object> expectedOf(Map<?, ?> expected) {
    List<Object> events = new ArrayList<>();
    for (Object one : list(expected.get("events"))) {
      Map<?, ?> event = map(one);
      Object data = event.get("data");
      String text =
          data instanceof String string
              ? string
              : new String(bytesOf(list(data)), StandardCharsets.UTF_8);
      events.add(eventOf((String) event.get("event"), text, (String) event.get("id")));
    }
    return resultOf(events, list(expected.get("retries")));
  }

  private static Map<String, Object> eventOf(String event, String data, String id) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("data", data);
    fields.put("id", id);
    return fields;
  }

  private static Map<String, Object> resultOf(List<?> events, List<?> retries) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("events", events);
    fields.put("retries", retries);
    return fields;
  }

  private static byte[] bytesOf(List<?> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object one : parts) {
      Map<?, ?> part = map(one);
      byte[] once =
          part.get("base64") instanceof String base64
              ? Base64.getDecoder().decode(base64)
              : ((String) part.get("text")).getBytes(StandardCharsets.UTF_8);
      long repeat = part.get("repeat") instanceof Long times ? times : 1;
      for (long count = 0; count < repeat; count += 1) bytes.writeBytes(once);
    }
    return bytes.toByteArray();
  }

  private void runStreamCases(String referee) throws Exception {
    List<String> leftOut = new ArrayList<>();
    for (Object one : list(map(send("GET", referee + "/cases", null)).get("cases"))) {
      String name = (String) map(one).get("name");
      if (list(map(one).get("needs")).isEmpty()) report(name, runStreamCase(referee, name));
      else leftOut.add(name);
    }
    System.out.println("left out, because this client does not poll: " + String.join(", ", leftOut));
  }

  private static List<?> runStreamCase(String referee, String name) throws Exception {
    Map<?, ?> run = map(send("POST", referee + "/runs?case=" + name, ""));
    List<Object> tokens = new ArrayList<>(list(run.get("tokens")));
    Callable<String> hook =
        () -> {
          Object token = tokens.size() > 1 ? tokens.remove(0) : tokens.get(0);
          if (token == null) throw new IOException("no token can be had");
          return (String) token;
        };
    boolean isRenewable = run.get("renewable") == Boolean.TRUE;
    List<Object> delivered = new ArrayList<>();
    List<Object> waits = new ArrayList<>();
    Map<String, Object> end = new LinkedHashMap<>();
    try (Tripstream.Stream stream =
        new Tripstream.Stream(
            (String) run.get("url"),
            isRenewable ? hook : null,
            isRenewable ? null : (String) tokens.get(0),
            (String) run.get("cursor"))) {
      stream.sleeper = waits::add;
      stream.run(message -> delivered.add(Tripstream.fieldsOf(message)));
      end.put("state", "ended");
      if (stream.reason != null) end.put("reason", stream.reason);
    } catch (Tripstream.Refused refused) {
      end.put("state", "refused");
      end.put("status", refused.status);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("delivered", delivered);
    report.put("end", end);
    report.put("waitsMs", waits);
    String body = Tripstream.Json.write(report);
    return list(map(send("POST", (String) run.get("report"), body)).get("problems"));
  }

  private static Object send(String method, String url, String body) throws Exception {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).method(method, publisher).build();
    return Tripstream.Json.parse(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
