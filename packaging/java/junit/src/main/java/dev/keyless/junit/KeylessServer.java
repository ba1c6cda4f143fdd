package dev.keyless.junit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A developer server of its own: its data folder, on free ports, stopped by {@link #close()}.
 *
 * <p>The first user of the world administers it: grants, new users and questions about decisions are made in that user's
 * name, through the same public interfaces as anyone's.
 */
public final class KeylessServer implements AutoCloseable {
    /** The role that lets a principal call models. */
    public static final String COGNITIVE_SERVICES_USER = "Cognitive Services User";
    /** The scope of tokens for models. */
    public static final String INFERENCE_SCOPE = "https://cognitiveservices.azure.com/.default";

    static final String AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"; // a public client that every tenant knows
    private static final String AUTHORIZATION_API = "2022-04-01";
    private static final String KEYLESS_API = "2026-01-01";
    private static final Duration START = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode description;
    private final Path data;
    private final Process process; // null if another process runs the server
    private final HttpClient http;
    private final Map<String, User> made = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private record Token(String text, Instant until) {}

    private record Principal(String id, String type) {}

    private KeylessServer(JsonNode description, Path data, Process process) {
        this.description = description;
        this.data = data;
        this.process = process;
        this.http = HttpClient.newBuilder().sslContext(Trust.only(caFile())).connectTimeout(Duration.ofSeconds(10)).build();
    }

    /** Starts a server and returns when it answers. It also stops when this JVM ends. */
    public static KeylessServer start(String... arguments) {
        return start(null, arguments);
    }

    /**
     * Starts a server with a world of its own and returns when it answers.
     *
     * @param world the path of a world file, or null for the default world
     * @param arguments further flags of {@code keyless up}
     */
    public static KeylessServer start(Path world, String... arguments) {
        Path data = null;
        Process process = null;
        try {
            data = Files.createTempDirectory("keyless-");
            Path script = Files.createFile(data.resolve("script.yaml"));
            Path log = data.resolve("server.log");
            Path out = data.resolve("server.out");
            List<String> command = new ArrayList<>(List.of(
                Binary.find().toString(), "up", "--json", "--data", data.toString(), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0",
                "--no-local-models", "--script", script.toString(), "--stop-with", String.valueOf(ProcessHandle.current().pid())));
            command.addAll(Arrays.asList(arguments));
            if (world != null) {
                command.addAll(List.of("--world", world.toString()));
            }
            process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile()).start();
            process.getOutputStream().close();
            return new KeylessServer(described(process, out, log), data, process);
        } catch (IOException | RuntimeException e) {
            if (process != null) {
                process.destroyForcibly();
            }
            remove(data);
            throw e instanceof KeylessException known ? known : new KeylessException("the keyless server could not be started: " + e.getMessage(), e);
        }
    }

    /** Returns the server that {@code keyless run} or {@code keyless exec} started this process beside. Closing leaves it running. */
    public static KeylessServer running() {
        String data = System.getenv("KEYLESS_DATA");
        if (data == null || data.isEmpty()) {
            throw new KeylessException(
                "no server runs for this process: KEYLESS_DATA is not set. Put @Keyless on the test class, run the tests with "
                    + "keyless run -- mvn test, or call KeylessServer.start().");
        }
        try {
            Process asked = new ProcessBuilder(Binary.find().toString(), "env", "--json", "--data", data).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            byte[] text = asked.getInputStream().readAllBytes();
            if (asked.waitFor() != 0) {
                throw new KeylessException("keyless env failed: no server runs on " + data);
            }
            return new KeylessServer(JSON.readTree(text), Path.of(data), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeylessException("interrupted", e);
        }
    }

    /**
     * Returns a server that something else runs, such as a container. Closing leaves it running.
     *
     * @param data its data folder
     * @param description what {@code keyless env --json} prints there
     */
    public static KeylessServer at(Path data, String description) {
        try {
            return new KeylessServer(JSON.readTree(description), data, null);
        } catch (JsonProcessingException e) {
            throw new KeylessException("what keyless env --json printed cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode described(Process process, Path out, Path log) throws IOException {
        for (Instant until = Instant.now().plus(START); ; ) {
            boolean ended = !process.isAlive();
            try {
                JsonNode whole = JSON.readTree(Files.readAllBytes(out));
                if (whole != null && whole.isObject()) {
                    return whole;
                }
            } catch (JsonProcessingException notYet) {
                // It is being written.
            }
            if (ended || Instant.now().isAfter(until)) {
                throw new KeylessException((ended ? "the keyless server ended with code " + process.exitValue() : "the keyless server did not answer within " + START.toSeconds() + " s")
                    + ": " + Files.readString(log).trim());
            }
            pause(10);
        }
    }

    /** Stops the server and removes its folder. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        remove(data);
    }

    private static void remove(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // What is left of a temporary folder is the system's to remove.
        }
    }

    // Where it is

    /** The tenant's id. */
    public String tenantId() {
        return description.path("tenantId").asText();
    }

    /** The subscription's id. */
    public String subscriptionId() {
        return description.path("subscriptionId").asText();
    }

    /** The resource id of the default account. */
    public String resourceId() {
        return description.path("resourceId").asText();
    }

    /** The endpoint of the default account, as OpenAI clients take it. */
    public String openAiEndpoint() {
        return value("AZURE_OPENAI_ENDPOINT");
    }

    /** The {@code …/models} endpoint of the default account, as azure-ai-inference takes it. */
    public String inferenceEndpoint() {
        return value("KEYLESS_ENDPOINT");
    }

    /** The origin of sign-in: what azure-identity takes as its authority host. */
    public String authorityHost() {
        return origin("login");
    }

    /** The certificate authority of the server, in PEM. */
    public Path caFile() {
        return data.resolve("ca.pem");
    }

    /**
     * The variables that point az and every Azure SDK at the server.
     *
     * @param principal a service principal or user that DefaultAzureCredential signs in as, or null
     */
    public Map<String, String> environment(String principal) {
        Map<String, String> env = new LinkedHashMap<>();
        description.path("env").fields().forEachRemaining(field -> env.put(field.getKey(), field.getValue().asText()));
        if (principal == null) {
            return env;
        }
        Optional<JsonNode> application = application(principal);
        if (application.isPresent()) {
            env.put("AZURE_CLIENT_ID", application.get().path("appId").asText());
            env.put("AZURE_CLIENT_SECRET", application.get().path("secret").asText());
        } else {
            User user = findUser(principal);
            env.put("AZURE_CLIENT_ID", AZURE_CLI);
            env.put("AZURE_USERNAME", user.name());
            env.put("AZURE_PASSWORD", user.password());
        }
        return env;
    }

    // People and programs

    /** The client id and the client secret of a service principal. */
    public String[] secret(String name) {
        JsonNode application = application(name).orElseThrow(() -> new KeylessException("there is no service principal " + name));
        return new String[] {application.path("appId").asText(), application.path("secret").asText()};
    }

    /** Whether the world has a service principal of this name. */
    boolean isServicePrincipal(String name) {
        return application(name).isPresent();
    }

    /** Returns a user of the world, or one that {@link #user} made. The name may leave out the domain. */
    public User findUser(String name) {
        String full = fullName(name);
        User known = made.get(full);
        if (known != null) {
            return known;
        }
        return named("users", "userPrincipalName", full)
            .map(u -> new User(full, u.path("id").asText(), u.path("password").asText()))
            .orElseThrow(() -> new KeylessException("there is no user " + full));
    }

    /** Returns the user, made if there is none, with these roles on the default account. */
    public User user(String name, String... roles) {
        String full = fullName(name);
        if (!made.containsKey(full) && named("users", "userPrincipalName", full).isEmpty()) {
            String password = "Pw-" + UUID.randomUUID();
            String nick = full.substring(0, full.indexOf('@'));
            ObjectNode body = JSON.createObjectNode().put("accountEnabled", true).put("displayName", nick).put("mailNickname", nick).put("userPrincipalName", full);
            body.putObject("passwordProfile").put("password", password).put("forceChangePasswordNextSignIn", false);
            JsonNode answer = request("POST", origin("graph") + "/v1.0/users", adminToken("graph"), "application/json", body.toString());
            made.put(full, new User(full, answer.path("id").asText(), password));
        }
        for (String role : roles) {
            grant(full, role);
        }
        return findUser(full);
    }

    /** An access token for models, of a service principal or user. */
    public String token(String name) {
        return token(name, INFERENCE_SCOPE);
    }

    /** An access token of a service principal or user. */
    public String token(String name, String scope) {
        String key = name + " " + scope;
        Token kept = tokens.get(key);
        if (kept != null && kept.until().isAfter(Instant.now())) {
            return kept.text();
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("scope", scope);
        Optional<JsonNode> application = application(name);
        if (application.isPresent()) {
            form.put("grant_type", "client_credentials");
            form.put("client_id", application.get().path("appId").asText());
            form.put("client_secret", application.get().path("secret").asText());
        } else {
            User user = findUser(name);
            form.put("grant_type", "password");
            form.put("client_id", AZURE_CLI);
            form.put("username", user.name());
            form.put("password", user.password());
        }
        StringBuilder body = new StringBuilder();
        form.forEach((field, text) -> body.append(body.length() == 0 ? "" : "&").append(field).append('=').append(encoded(text)));
        JsonNode answer = request("POST", origin("login") + "/" + tenantId() + "/oauth2/v2.0/token", null, "application/x-www-form-urlencoded", body.toString());
        String text = answer.path("access_token").asText();
        tokens.put(key, new Token(text, Instant.now().plusSeconds(answer.path("expires_in").asLong() / 2)));
        return text;
    }

    // Access

    /** Assigns Cognitive Services User on the default account. */
    public String grant(String principal) {
        return grant(principal, COGNITIVE_SERVICES_USER);
    }

    /** Assigns a role on the default account. */
    public String grant(String principal, String role) {
        return grant(principal, role, resourceId());
    }

    /** Assigns a role, and returns the id of the assignment when it is in force. A role that is assigned already stays as it is. */
    public String grant(String principal, String role, String scope) {
        List<String> held = assignments(principal, role, scope);
        if (!held.isEmpty()) {
            return held.get(0);
        }
        Principal who = principal(principal);
        ObjectNode body = JSON.createObjectNode();
        body.putObject("properties").put("roleDefinitionId", role(role, scope)).put("principalId", who.id()).put("principalType", who.type());
        return arm("PUT", scope + "/providers/Microsoft.Authorization/roleAssignments/" + UUID.randomUUID(), AUTHORIZATION_API, "", body).path("id").asText();
    }

    /** Removes Cognitive Services User on the default account. */
    public void revoke(String principal) {
        revoke(principal, COGNITIVE_SERVICES_USER);
    }

    /** Removes a role on the default account. */
    public void revoke(String principal, String role) {
        revoke(principal, role, resourceId());
    }

    /** Removes a role assignment. It is not in force any more when this returns. */
    public void revoke(String principal, String role, String scope) {
        List<String> held = assignments(principal, role, scope);
        if (held.isEmpty()) {
            throw new KeylessException(principal + " does not hold " + role + " at " + scope);
        }
        for (String id : held) {
            arm("DELETE", id, AUTHORIZATION_API, "", null);
        }
    }

    /** The ids of every role assignment in the subscription. */
    List<String> allAssignments() {
        List<String> all = new ArrayList<>();
        arm("GET", "/subscriptions/" + subscriptionId() + "/providers/Microsoft.Authorization/roleAssignments", AUTHORIZATION_API, "", null)
            .path("value").forEach(one -> all.add(one.path("id").asText()));
        return all;
    }

    /** Removes the role assignments that are not among these. */
    void keepOnly(List<String> ids) {
        for (String id : allAssignments()) {
            if (!ids.contains(id)) {
                arm("DELETE", id, AUTHORIZATION_API, "", null);
            }
        }
    }

    /** The latest decisions about models of the default account, the newest first. */
    public List<Decision> decisions() {
        return decisions(null);
    }

    /** The latest decisions about one principal, the newest first. */
    public List<Decision> decisions(String principal) {
        String wanted = principal == null ? null : principal(principal).id();
        List<JsonNode> records = new ArrayList<>();
        arm("GET", resourceId() + "/providers/Microsoft.Keyless/decisions", KEYLESS_API, "&order=newest&$top=200", null).path("value").forEach(records::add);
        // Records of allowed calls are written later than those of refusals, so that their place in the log says little.
        records.sort(Comparator.comparing((JsonNode r) -> Instant.parse(r.path("at").asText("1970-01-01T00:00:00Z"))).reversed());
        List<Decision> all = new ArrayList<>();
        for (JsonNode r : records) {
            JsonNode detail = r.path("detail");
            if (!r.path("kind").asText().equals("decision") || detail.path("plane").asText().equals("control")
                || wanted != null && !wanted.equals(r.path("principal").asText())) {
                continue;
            }
            JsonNode smallest = detail.path("explanation").path("smallestRole").path("roleName");
            all.add(new Decision(
                r.path("id").asText(), r.path("allowed").asBoolean(), r.path("reason").asText(), r.path("name").asText(), r.path("principal").asText(),
                r.path("action").asText(), detail.path("operation").asText(), r.path("scope").asText(), smallest.isTextual() ? smallest.asText() : null));
        }
        return all;
    }

    /** The latest decision. */
    public Decision lastDecision() {
        return lastDecision(null);
    }

    /** The latest decision about a principal. A decision that allows a call may appear up to a second after the call. */
    public Decision lastDecision(String principal) {
        for (Instant until = Instant.now().plusSeconds(3); ; pause(50)) {
            List<Decision> all = decisions(principal);
            if (!all.isEmpty()) {
                return all.get(0);
            }
            if (Instant.now().isAfter(until)) {
                throw new KeylessException("the server has decided nothing yet" + (principal == null ? "" : " about " + principal));
            }
        }
    }

    /** What everybody has used of the default account. A call is counted within a few seconds. */
    public Usage usage() {
        return usage(null);
    }

    /** What a principal has used of the default account. A call is counted within a few seconds. */
    public Usage usage(String principal) {
        JsonNode answer = arm("GET", resourceId() + "/providers/Microsoft.Keyless/usage", KEYLESS_API, "&by=principal", null);
        JsonNode row = answer.path("total");
        if (principal != null) {
            String id = principal(principal).id();
            row = JSON.createObjectNode();
            for (JsonNode one : answer.path("value")) {
                if (id.equals(one.path("principalId").asText())) {
                    row = one;
                }
            }
        }
        return new Usage(
            row.path("requests").asLong(), row.path("failed").asLong(), row.path("throttled").asLong(), row.path("promptTokens").asLong(),
            row.path("completionTokens").asLong(), row.path("totalTokens").asLong());
    }

    /** Sets what the built-in model answers from the next call on: YAML as in docs/built-in-model.md, or null for nothing. */
    public void script(String yaml) {
        Path next = data.resolve("script.yaml." + UUID.randomUUID());
        try {
            Files.writeString(next, yaml == null ? "" : yaml);
            Files.move(next, data.resolve("script.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Inside

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeylessException("interrupted", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String value(String variable) {
        return description.path("env").path(variable).asText();
    }

    private String origin(String name) {
        return description.path("endpoints").path(name).asText();
    }

    private String fullName(String name) {
        if (name.contains("@")) {
            return name;
        }
        String first = description.path("users").path(0).path("userPrincipalName").asText("@keyless.localhost");
        return name + first.substring(first.indexOf('@'));
    }

    private Optional<JsonNode> named(String list, String field, String name) {
        for (JsonNode one : description.path(list)) {
            if (one.path(field).asText().equalsIgnoreCase(name)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private Optional<JsonNode> application(String name) {
        return named("servicePrincipals", "displayName", name);
    }

    private Principal principal(String name) {
        return application(name).map(a -> new Principal(a.path("id").asText(), "ServicePrincipal"))
            .or(() -> named("groups", "displayName", name).map(g -> new Principal(g.path("id").asText(), "Group")))
            .or(() -> named("managedIdentities", "name", name).map(i -> new Principal(i.path("id").asText(), "ServicePrincipal")))
            .orElseGet(() -> new Principal(findUser(name).id(), "User"));
    }

    private String adminToken(String host) {
        String name = description.path("users").path(0).path("userPrincipalName").asText();
        if (name.isEmpty()) {
            throw new KeylessException("the world has no user who could administer it");
        }
        return token(name, origin(host) + "/.default");
    }

    private String role(String name, String scope) {
        JsonNode found = arm("GET", scope + "/providers/Microsoft.Authorization/roleDefinitions", AUTHORIZATION_API,
            "&$filter=" + encoded("roleName eq '" + name.replace("'", "''") + "'"), null).path("value").path(0).path("id");
        if (!found.isTextual()) {
            throw new KeylessException("there is no role called " + name);
        }
        return found.asText();
    }

    private List<String> assignments(String principal, String role, String scope) {
        String definition = last(role(role, scope));
        JsonNode answer = arm("GET", scope + "/providers/Microsoft.Authorization/roleAssignments", AUTHORIZATION_API,
            "&$filter=" + encoded("atScope() and principalId eq '" + principal(principal).id() + "'"), null);
        List<String> all = new ArrayList<>();
        for (JsonNode one : answer.path("value")) {
            JsonNode properties = one.path("properties");
            if (properties.path("scope").asText().equalsIgnoreCase(scope) && last(properties.path("roleDefinitionId").asText()).equals(definition)) {
                all.add(one.path("id").asText());
            }
        }
        return all;
    }

    private static String last(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private JsonNode arm(String method, String path, String version, String query, JsonNode body) {
        return request(method, origin("arm") + path.replace(" ", "%20") + "?api-version=" + version + query, adminToken("arm"), "application/json", body == null ? null : body.toString());
    }

    private JsonNode request(String method, String url, String token, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.replace("$", "%24"))).timeout(Duration.ofSeconds(30))
            .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new KeylessException(method + " " + url + ": " + response.statusCode() + ": " + response.body());
            }
            return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new KeylessException(method + " " + url + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeylessException("interrupted", e);
        }
    }
}
