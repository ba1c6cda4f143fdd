package dev.keyless.junit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link Keyless} does. */
public final class KeylessExtension implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(KeylessExtension.class);
    private static final String CREDENTIAL = "com.azure.core.credential.TokenCredential";
    private static final String OPENAI = "com.openai.client.OpenAIClient";
    private static final String INFERENCE = "com.azure.ai.inference.ChatCompletionsClient";
    // Azure SDKs read these as system properties too; the first that is not of the server would lead them elsewhere.
    private static final List<String> PRINCIPAL = List.of(
        "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE",
        "IDENTITY_ENDPOINT", "IDENTITY_HEADER");

    /** Makes the extension. JUnit does. */
    public KeylessExtension() {}

    /** A server that is closed at the end of the run. */
    private record Shared(KeylessServer server) implements ExtensionContext.Store.CloseableResource {
        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        signIn(server(context), settings(context).principal());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        KeylessServer server = server(context);
        signIn(server, settings(context).principal());
        context.getStore(SPACE).put("before", server.allAssignments());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        KeylessServer server = server(context);
        @SuppressWarnings("unchecked")
        List<String> before = context.getStore(SPACE).remove("before", List.class);
        if (before != null) {
            server.keepOnly(before);
        }
        server.script(null);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KeylessServer.class || List.of(CREDENTIAL, OPENAI, INFERENCE).contains(type.getName());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KeylessServer server = server(context);
        String principal = settings(context).principal();
        String type = parameter.getParameter().getType().getName();
        try {
            return switch (type) {
                case CREDENTIAL -> Clients.Credentials.of(server, principal);
                case OPENAI -> Clients.OpenAi.of(server, principal);
                case INFERENCE -> Clients.Inference.of(server, principal);
                default -> server;
            };
        } catch (NoClassDefFoundError e) {
            throw new ParameterResolutionException("a parameter of type " + type + " needs a library that is not on the class path: " + e.getMessage(), e);
        }
    }

    private static Keyless settings(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Keyless.class)
            .or(() -> context.getRequiredTestClass().getEnclosingClass() == null ? java.util.Optional.empty()
                : AnnotationSupport.findAnnotation(context.getRequiredTestClass().getEnclosingClass(), Keyless.class))
            .orElseThrow(() -> new KeylessException("the test class has no @Keyless"));
    }

    /** The server of the run for the settings of a class. */
    private static KeylessServer server(ExtensionContext context) {
        Keyless settings = settings(context);
        String key = settings.world() + "\n" + String.join("\n", settings.arguments());
        return context.getRoot().getStore(SPACE).getOrComputeIfAbsent(key, unused -> {
            KeylessServer started = KeylessServer.start(settings.world().isEmpty() ? null : Path.of(settings.world()), settings.arguments());
            Trust.everywhere(started.caFile());
            return new Shared(started);
        }, Shared.class).server();
    }

    /** Lets DefaultAzureCredential sign in as a principal: Azure SDKs for Java read system properties before the environment. */
    private static void signIn(KeylessServer server, String principal) {
        Map<String, String> env = new HashMap<>(server.environment(principal));
        PRINCIPAL.stream().filter(name -> !env.containsKey(name)).forEach(System::clearProperty);
        env.put("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
        env.forEach(System::setProperty);
    }
}
