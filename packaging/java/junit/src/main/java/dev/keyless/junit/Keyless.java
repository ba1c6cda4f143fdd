package dev.keyless.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a real keyless server, shared by the whole test run and gone afterwards.
 *
 * <p>While they run, {@code DefaultAzureCredential} signs in to the server as {@link #principal()}, and the JVM trusts its
 * certificate. Roles that a test grants are taken back when it ends. Tests and their constructors may have parameters of
 * these types: {@link KeylessServer}, {@code com.azure.core.credential.TokenCredential},
 * {@code com.openai.client.OpenAIClient} and {@code com.azure.ai.inference.ChatCompletionsClient}, the last three if their
 * libraries are on the class path.
 *
 * <pre>{@code
 * @Keyless
 * class AskTest {
 *     @Test
 *     void aCallerWithoutTheRoleIsRefused(KeylessServer keyless) {
 *         assertThrows(Exception.class, () -> ask("What is 6*7?"));   // your code, which says DefaultAzureCredential
 *         assertEquals("nothing grants it", keyless.lastDecision("ci-pipeline").because());
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(KeylessExtension.class)
public @interface Keyless {
    /** The service principal or user that DefaultAzureCredential signs in as. */
    String principal() default "ci-pipeline";

    /** The path of a world file, in place of the default world. Classes with the same world share a server. */
    String world() default "";

    /** Further flags of {@code keyless up}. */
    String[] arguments() default {};
}
