package com.example.ask;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A service that answers questions with a model. It signs in by DefaultAzureCredential and has no keys. */
@SpringBootApplication
public class Ask {
    public static void main(String[] args) {
        SpringApplication.run(Ask.class, args);
    }

    @Bean
    OpenAIClient model(@Value("${AZURE_OPENAI_ENDPOINT}") String endpoint) {
        TokenCredential credential = new DefaultAzureCredentialBuilder().build();
        TokenRequestContext scope = new TokenRequestContext().addScopes("https://cognitiveservices.azure.com/.default");
        return OpenAIOkHttpClient.builder()
            .baseUrl(endpoint + "/openai/v1")
            .credential(BearerTokenCredential.create(() -> credential.getTokenSync(scope).getToken()))
            .maxRetries(0)
            .build();
    }

    record Question(String question) {}

    record Answer(String answer) {}

    record Failure(String error) {}

    @RestController
    static class Routes {
        private final OpenAIClient model;

        Routes(OpenAIClient model) {
            this.model = model;
        }

        @PostMapping("/ask")
        Answer ask(@RequestBody Question asked) {
            ChatCompletionCreateParams chat = ChatCompletionCreateParams.builder().model("chat").addUserMessage(asked.question()).build();
            return new Answer(model.chat().completions().create(chat).choices().get(0).message().content().orElse(""));
        }

        @ExceptionHandler(OpenAIServiceException.class)
        @ResponseStatus(HttpStatus.BAD_GATEWAY)
        Failure failed(OpenAIServiceException e) {
            return new Failure(e.getMessage());
        }
    }
}
