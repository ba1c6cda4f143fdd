package com.example.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyless.junit.Decision;
import dev.keyless.junit.Keyless;
import dev.keyless.junit.KeylessServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

@Keyless // before @SpringBootTest: the application starts beside the server
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class AskTest {
    @Autowired
    private TestRestTemplate http;

    private ResponseEntity<Ask.Answer> ask(String question) {
        return http.postForEntity("/ask", new Ask.Question(question), Ask.Answer.class);
    }

    @Test
    void aCallerWithoutTheRoleIsRefused(KeylessServer keyless) {
        assertThat(ask("What is 6*7?").getStatusCode()).isEqualTo(HttpStatus.BAD_GATEWAY);
        Decision decision = keyless.lastDecision("ci-pipeline");
        assertThat(decision.because()).isEqualTo("nothing grants it");
        assertThat(decision.smallestRole()).isEqualTo("Cognitive Services OpenAI User");
    }

    @Test
    void aCallerWithTheRoleIsAnsweredUntilItIsRevoked(KeylessServer keyless) {
        keyless.grant("ci-pipeline", "Cognitive Services User");
        assertThat(ask("What is 6*7?").getBody().answer()).isEqualTo("42");
        keyless.revoke("ci-pipeline", "Cognitive Services User");
        assertThat(ask("What is 6*7?").getStatusCode()).isEqualTo(HttpStatus.BAD_GATEWAY);
    }

    @Test
    void aScriptSetsTheAnswer(KeylessServer keyless) {
        keyless.grant("ci-pipeline");
        keyless.script("replies: [{when: {contains: weather}, text: It rains in Oslo.}]");
        assertThat(ask("How is the weather?").getBody().answer()).isEqualTo("It rains in Oslo.");
    }
}
