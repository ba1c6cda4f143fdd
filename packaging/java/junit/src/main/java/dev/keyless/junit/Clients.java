package dev.keyless.junit;

import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.UsernamePasswordCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;

/** Clients that are signed in to a server. Each nested class is loaded only where a test asks for what it makes. */
final class Clients {
    private Clients() {}

    static final class Credentials {
        private Credentials() {}

        // Users of a developer server have no second factor, which is what the builder of theirs is deprecated for.
        @SuppressWarnings("deprecation")
        static TokenCredential of(KeylessServer server, String name) {
            if (!server.isServicePrincipal(name)) {
                User user = server.findUser(name);
                return new UsernamePasswordCredentialBuilder().tenantId("adfs").clientId(KeylessServer.AZURE_CLI).username(user.name()).password(user.password())
                    .authorityHost(server.authorityHost()).disableInstanceDiscovery().build();
            }
            String[] secret = server.secret(name);
            return new ClientSecretCredentialBuilder().tenantId("adfs").clientId(secret[0]).clientSecret(secret[1])
                .authorityHost(server.authorityHost()).disableInstanceDiscovery().build();
        }
    }

    static final class OpenAi {
        private OpenAi() {}

        static OpenAIClient of(KeylessServer server, String name) {
            return OpenAIOkHttpClient.builder().baseUrl(server.openAiEndpoint() + "/openai/v1")
                .credential(BearerTokenCredential.create(() -> server.token(name))).maxRetries(0).build();
        }
    }

    static final class Inference {
        private Inference() {}

        static Object of(KeylessServer server, String name) {
            return new ChatCompletionsClientBuilder().endpoint(server.inferenceEndpoint()).credential(Credentials.of(server, name))
                .scopes(new String[] {KeylessServer.INFERENCE_SCOPE}).buildClient();
        }
    }
}
