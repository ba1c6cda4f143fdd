package dev.keyless.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.ai.inference.ChatCompletionsClient;
import com.azure.ai.inference.models.ChatCompletionsOptions;
import com.azure.ai.inference.models.ChatRequestUserMessage;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.HttpResponseException;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@Keyless
class KeylessTest {
    private static String ask(OpenAIClient client, String text) {
        return client.chat().completions().create(ChatCompletionCreateParams.builder().model("chat").addUserMessage(text).build())
            .choices().get(0).message().content().orElse("");
    }

    private static void eventually(BooleanSupplier holds) throws InterruptedException {
        for (Instant until = Instant.now().plusSeconds(20); !holds.getAsBoolean(); Thread.sleep(100)) {
            assertTrue(Instant.now().isBefore(until), "it did not come true in time");
        }
    }

    @Test
    void aPrincipalWithoutARoleIsRefusedAndTheReasonIsKnown(KeylessServer keyless, OpenAIClient openai) {
        assertThrows(UnauthorizedException.class, () -> ask(openai, "What is 6*7?"));
        Decision decision = keyless.lastDecision("ci-pipeline");
        assertFalse(decision.allowed());
        assertEquals("nothing grants it", decision.because());
        assertEquals("Cognitive Services OpenAI User", decision.smallestRole());
    }

    @Test
    void aGrantedPrincipalIsAnsweredAndARevokedOneIsRefused(KeylessServer keyless, OpenAIClient openai) throws Exception {
        long before = keyless.usage("ci-pipeline").requests();
        keyless.grant("ci-pipeline");
        assertEquals("42", ask(openai, "What is 6*7?"));
        eventually(() -> keyless.lastDecision("ci-pipeline").allowed());
        keyless.revoke("ci-pipeline");
        assertThrows(UnauthorizedException.class, () -> ask(openai, "What is 6*7?"));
        eventually(() -> keyless.usage("ci-pipeline").requests() == before + 1);
        assertTrue(keyless.usage().totalTokens() > 0);
    }

    @Test
    void whatATestGrantsIsTakenBack(KeylessServer keyless) {
        List<String> before = keyless.allAssignments();
        keyless.grant("bob", "Reader");
        keyless.keepOnly(before);
        assertThrows(KeylessException.class, () -> keyless.revoke("bob", "Reader"));
    }

    @Test
    void defaultAzureCredentialAndTheInferenceClientAreSignedIn(KeylessServer keyless, TokenCredential given, ChatCompletionsClient client) {
        keyless.grant("ci-pipeline");
        for (TokenCredential one : List.of(given, new DefaultAzureCredentialBuilder().build())) {
            assertTrue(one.getTokenSync(new TokenRequestContext().addScopes(KeylessServer.INFERENCE_SCOPE)).getToken().startsWith("ey"));
        }
        ChatCompletionsOptions question = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("What is 6*7?"))).setModel("chat");
        assertEquals("42", client.complete(question).getChoice().getMessage().getContent());
        keyless.revoke("ci-pipeline");
        assertThrows(HttpResponseException.class, () -> client.complete(question));
    }

    @Test
    void aScriptSetsTheAnswers(KeylessServer keyless, OpenAIClient openai) {
        keyless.grant("ci-pipeline");
        keyless.script("replies: [{when: {contains: capital of Norway}, text: Oslo}]");
        assertEquals("Oslo", ask(openai, "What is the capital of Norway?"));
    }

    @Test
    void aUserIsMadeWithRoles(KeylessServer keyless) {
        User dora = keyless.user("dora", "Cognitive Services User");
        assertEquals("dora@keyless.localhost", dora.name());
        assertFalse(dora.toString().contains(dora.password()));
        assertTrue(keyless.token("dora").startsWith("ey"));
    }

    @Keyless(principal = "bob")
    @Nested
    class AsAUser {
        @Test
        void credentialsAndClientsAreSignedInAsAUserToo(KeylessServer keyless, TokenCredential given, OpenAIClient openai) {
            keyless.grant("bob");
            for (TokenCredential one : List.of(given, new DefaultAzureCredentialBuilder().build())) {
                assertTrue(one.getTokenSync(new TokenRequestContext().addScopes(KeylessServer.INFERENCE_SCOPE)).getToken().startsWith("ey"));
            }
            assertEquals("42", ask(openai, "What is 6*7?"));
            assertEquals("bob@keyless.localhost", keyless.lastDecision("bob").principal());
        }
    }

    @Test
    void anUnknownRoleIsAnErrorThatNamesIt(KeylessServer keyless) {
        assertTrue(assertThrows(KeylessException.class, () -> keyless.grant("ci-pipeline", "No Such Role")).getMessage().contains("No Such Role"));
    }

    @Nested
    class Inside {
        @Test
        void nestedClassesShareTheServer(KeylessServer keyless) {
            assertFalse(keyless.tenantId().isEmpty());
        }
    }

    @Test
    void aServerOfOnesOwnHasItsWorldAndIsGoneAfterwards() throws Exception {
        Path world = Files.createTempFile("world", ".yaml");
        Files.writeString(world, "tenants:\n  - domain: lab.test\n    users: [{userPrincipalName: eve, password: a-given-password}]\n");
        Path data;
        try (KeylessServer own = KeylessServer.start(world)) {
            assertEquals("a-given-password", own.findUser("eve").password());
            data = own.caFile().getParent();
            assertTrue(Files.isDirectory(data));
        }
        assertFalse(Files.exists(data));
        Files.delete(world);
        KeylessException wrong = assertThrows(KeylessException.class, () -> KeylessServer.start("--no-such-flag"));
        assertTrue(wrong.getMessage().contains("no-such-flag"), wrong.getMessage());
    }
}
