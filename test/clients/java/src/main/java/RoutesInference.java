import com.azure.ai.inference.ChatCompletionsAsyncClient;
import com.azure.ai.inference.ChatCompletionsClient;
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.EmbeddingsClient;
import com.azure.ai.inference.EmbeddingsClientBuilder;
import com.azure.ai.inference.models.ChatChoice;
import com.azure.ai.inference.models.ChatCompletions;
import com.azure.ai.inference.models.ChatCompletionsOptions;
import com.azure.ai.inference.models.ChatCompletionsResponseFormatJsonSchema;
import com.azure.ai.inference.models.ChatCompletionsResponseFormatJsonSchemaDefinition;
import com.azure.ai.inference.models.ChatCompletionsToolDefinition;
import com.azure.ai.inference.models.ChatRequestSystemMessage;
import com.azure.ai.inference.models.ChatRequestUserMessage;
import com.azure.ai.inference.models.EmbeddingItem;
import com.azure.ai.inference.models.FunctionDefinition;
import com.azure.ai.inference.models.StreamingChatCompletionsUpdate;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.BinaryData;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each route that azure-ai-inference offers, with DefaultAzureCredential. Prints a line for each. */
public final class RoutesInference {
    private static final String ENDPOINT = System.getenv("KEYLESS_ENDPOINT");
    // Without scopes the client asks for tokens of another service.
    private static final String[] SCOPES = {"https://cognitiveservices.azure.com/.default"};
    private static final Map<String, Object> CITY =
        Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")), "required", List.of("city"));

    private RoutesInference() {}

    public static void main(String[] args) {
        TokenCredential credential = new DefaultAzureCredentialBuilder().build();
        ChatCompletionsClientBuilder builder =
            new ChatCompletionsClientBuilder().endpoint(ENDPOINT).credential(credential).scopes(SCOPES);
        chat(builder.buildClient());
        later(builder.buildAsyncClient());
        embed(new EmbeddingsClientBuilder().endpoint(ENDPOINT).credential(credential).scopes(SCOPES).buildClient());
        System.exit(0); // the HTTP client leaves threads behind
    }

    private static ChatCompletionsOptions ask(String text) {
        return new ChatCompletionsOptions(
            List.of(new ChatRequestSystemMessage("You are a helpful assistant."), new ChatRequestUserMessage(text))).setModel("chat");
    }

    private static void chat(ChatCompletionsClient client) {
        ChatCompletions whole = client.complete(ask("Say one two three"));
        check(whole.getChoice().getMessage().getContent().equals("one two three"), whole.getChoice().getMessage().getContent());
        check(whole.getUsage().getTotalTokens() > 0, "no usage");
        System.out.println("chat");

        List<String> pieces = new ArrayList<>();
        for (StreamingChatCompletionsUpdate update : client.completeStream(ask("Say one two three"))) {
            if (!update.getChoices().isEmpty() && update.getChoice().getDelta().getContent() != null) {
                pieces.add(update.getChoice().getDelta().getContent());
            }
        }
        check(String.join("", pieces).equals("one two three") && pieces.size() > 2, pieces.toString());
        System.out.println("chat stream");

        FunctionDefinition weather = new FunctionDefinition("get_weather").setParameters(BinaryData.fromObject(CITY));
        ChatChoice called = client.complete(
            ask("What is the weather in Oslo?").setTools(List.of(new ChatCompletionsToolDefinition(weather)))).getChoice();
        check(called.getMessage().getToolCalls().get(0).getFunction().getArguments().equals("{\"city\":\"Oslo\"}"), called.toString());
        System.out.println("chat tools");

        Map<String, BinaryData> schema = new java.util.LinkedHashMap<>();
        CITY.forEach((name, value) -> schema.put(name, BinaryData.fromObject(value)));
        String shaped = client.complete(ask("Say one").setResponseFormat(new ChatCompletionsResponseFormatJsonSchema(
            new ChatCompletionsResponseFormatJsonSchemaDefinition("place", schema)))).getChoice().getMessage().getContent();
        check(shaped.startsWith("{\"city\":"), shaped);
        System.out.println("chat json schema");

        try {
            client.complete(ask("Say one").setModel("nothing"));
            throw new IllegalStateException("a deployment that is not there answered");
        } catch (HttpResponseException missing) {
            check(missing.getResponse().getStatusCode() < 500, missing.toString());
        }
        System.out.println("chat without deployment");
    }

    private static void later(ChatCompletionsAsyncClient client) {
        // Its asynchronous streams read Netty's buffers only, and break with the JDK's HTTP client.
        String text = client.complete(ask("Say one two three")).block(Duration.ofSeconds(30)).getChoice().getMessage().getContent();
        check("one two three".equals(text), text);
        System.out.println("async chat");
    }

    private static void embed(EmbeddingsClient client) {
        List<EmbeddingItem> vectors = client.embed(List.of("one", "two"), 64, null, null, "embed", null).getData();
        check(vectors.size() == 2 && vectors.get(0).getEmbeddingList().size() == 64, vectors.toString());
        System.out.println("embeddings");
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new IllegalStateException(what);
        }
    }
}
