import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.credential.BearerTokenCredential;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.stream.Collectors;

/** Each route that openai-java offers, on Azure's routes and on /openai/v1. Prints a line for each. */
public final class RoutesOpenAI {
    private static final String ROOT = System.getenv("AZURE_OPENAI_ENDPOINT");

    private RoutesOpenAI() {}

    public static void main(String[] args) {
        TokenCredential credential = new DefaultAzureCredentialBuilder().build();
        OpenAIClient azure = OpenAIOkHttpClient.builder()
            .baseUrl(ROOT)
            .azureServiceVersion(AzureOpenAIServiceVersion.fromString("2024-10-21"))
            .azureUrlPathMode(com.openai.azure.AzureUrlPathMode.LEGACY)
            .credential(token(credential, "https://cognitiveservices.azure.com/.default"))
            .build();
        chat("Azure", azure);
        OpenAIClient v1 = OpenAIOkHttpClient.builder()
            .baseUrl(ROOT + "/openai/v1")
            .credential(token(credential, "https://ai.azure.com/.default"))
            .build();
        chat("v1", v1);
        responses("v1", v1);
        System.exit(0); // the HTTP client leaves threads behind
    }

    private static com.openai.credential.Credential token(TokenCredential credential, String scope) {
        // AuthenticationUtil.getBearerTokenSupplier of azure-identity calls www.example.com for each token.
        TokenRequestContext request = new TokenRequestContext().addScopes(scope);
        return BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken());
    }

    /** Weather is what the model may ask for. */
    public static final class Weather {
        public String city;
    }

    /** Place is a shape of an answer. */
    public static final class Place {
        public String city;
    }

    private static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model("chat").addUserMessage(text);
    }

    private static void chat(String name, OpenAIClient client) {
        ChatCompletion whole = client.chat().completions().create(ask("Say one two three").build());
        check(whole.choices().get(0).message().content().orElse("").equals("one two three"), whole.toString());
        System.out.println(name + " chat");

        try (StreamResponse<ChatCompletionChunk> stream = client.chat().completions().createStreaming(ask("Say one two three").build())) {
            List<String> pieces = stream.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.toList());
            check(String.join("", pieces).equals("one two three") && pieces.size() > 2, pieces.toString());
        }
        System.out.println(name + " chat stream");

        ChatCompletion called = client.chat().completions().create(ask("What is the weather in Oslo?").addTool(Weather.class).build());
        String arguments = called.choices().get(0).message().toolCalls().get().get(0).asFunction().function().arguments();
        check(arguments.contains("Oslo"), arguments);
        System.out.println(name + " chat tools");

        String city = client.chat().completions().create(ask("Say one").responseFormat(Place.class).build())
            .choices().get(0).message().content().get().city;
        check(city != null, "no city");
        System.out.println(name + " chat json schema");

        try {
            client.chat().completions().create(ask("Say one").model("nothing").build());
            throw new IllegalStateException("a deployment that is not there answered");
        } catch (NotFoundException missing) {
            System.out.println(name + " chat without deployment");
        }

        check(client.embeddings().create(EmbeddingCreateParams.builder()
            .model("embed").inputOfArrayOfStrings(List.of("one", "two")).dimensions(64).build())
            .data().get(0).embedding().size() == 64, "the embedding's size");
        System.out.println(name + " embeddings");

        String text = client.completions().create(CompletionCreateParams.builder().model("chat").prompt("Say one two").build())
            .choices().get(0).text();
        check(text.equals("one two"), text);
        System.out.println(name + " completions");

        check(client.models().list().data().stream().anyMatch(model -> model.id().equals("chat")), "the model chat");
        System.out.println(name + " models");
    }

    private static String text(Response response) {
        return response.output().get(0).asMessage().content().get(0).asOutputText().text();
    }

    private static void responses(String name, OpenAIClient client) {
        ResponseCreateParams question = ResponseCreateParams.builder().model("chat").input("Say one two three").build();
        Response first = client.responses().create(question);
        check(text(first).equals("one two three"), first.toString());
        System.out.println(name + " responses");

        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(question)) {
            String text = stream.stream().flatMap(event -> event.outputTextDelta().stream()).map(delta -> delta.delta()).collect(Collectors.joining());
            check(text.equals("one two three"), text);
        }
        System.out.println(name + " responses stream");

        check(text(client.responses().retrieve(first.id())).equals("one two three"), "the response that was kept");
        client.responses().delete(first.id());
        System.out.println(name + " responses retrieve and delete");
    }

    private static void check(boolean good, String what) {
        if (!good) {
            throw new IllegalStateException(what);
        }
    }
}
