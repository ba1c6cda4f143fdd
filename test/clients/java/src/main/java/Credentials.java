import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.DeviceCodeCredentialBuilder;
import com.azure.identity.EnvironmentCredentialBuilder;
import com.azure.identity.InteractiveBrowserCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.OnBehalfOfCredentialBuilder;
import com.azure.identity.UsernamePasswordCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every credential class of azure-identity, by name: gets a token with each and prints "CLASS object-id client-proof".
 *
 * <p>What a class needs comes from the variables that azure-identity itself reads, and those that credentials.py names.
 */
public final class Credentials {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final String TENANT = env("TENANT") != null ? env("TENANT") : env("AZURE_TENANT_ID");
    private static final String CLIENT = env("AZURE_CLIENT_ID");

    private Credentials() {}

    public static void main(String[] names) {
        for (String name : names) {
            String token = make(name)
                .getToken(new TokenRequestContext().addScopes(SCOPE))
                .block(Duration.ofMinutes(1))
                .getToken();
            String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
            if (!(claim(claims, "aud") + "/.default").equals(SCOPE)) {
                throw new IllegalStateException(claims);
            }
            System.out.println(name + " " + claim(claims, "oid") + " " + claim(claims, "appidacr"));
        }
        System.exit(0); // some classes leave threads behind
    }

    private static String env(String name) {
        return System.getenv(name);
    }

    private static String claim(String claims, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(claims);
        return found.find() ? found.group(1) : "";
    }

    /** Says who asks: of an authority whose tenant is adfs nobody asks Microsoft, so that no more has to be said. */
    private static <B extends AadCredentialBuilderBase<B>> B at(B builder) {
        builder.tenantId(TENANT);
        return "adfs".equals(TENANT) ? builder : builder.disableInstanceDiscovery();
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void approve(String code, String page) {
        try {
            new ProcessBuilder("browser", "signin", "--code", code, page)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("deprecation") // UsernamePasswordCredential: what old programs have
    private static TokenCredential make(String name) {
        switch (name) {
            case "Environment":
                return new EnvironmentCredentialBuilder().build();
            case "Default":
                return new DefaultAzureCredentialBuilder().build();
            case "ClientSecret":
                return at(new ClientSecretCredentialBuilder().clientId(CLIENT)).clientSecret(env("SECRET")).build();
            case "ClientCertificate":
                return at(new ClientCertificateCredentialBuilder().clientId(CLIENT)).pemCertificate(env("CERTIFICATE")).build();
            case "ClientCertificateChain":
                return at(new ClientCertificateCredentialBuilder().clientId(CLIENT))
                    .pemCertificate(env("CERTIFICATE")).sendCertificateChain(true).build();
            case "ClientAssertion":
                return at(new ClientAssertionCredentialBuilder().clientId(CLIENT))
                    .clientAssertion(() -> read(env("ASSERTION_FILE"))).build();
            case "OnBehalfOf":
                return at(new OnBehalfOfCredentialBuilder().clientId(CLIENT))
                    .clientSecret(env("SECRET")).userAssertion(env("USER_ASSERTION")).build();
            case "OnBehalfOfCertificate":
                return at(new OnBehalfOfCredentialBuilder().clientId(CLIENT))
                    .pemCertificate(env("CERTIFICATE")).userAssertion(env("USER_ASSERTION")).build();
            case "WorkloadIdentity":
                return new WorkloadIdentityCredentialBuilder().build();
            case "ManagedIdentity":
                return new ManagedIdentityCredentialBuilder().build();
            case "ManagedIdentityByClientId":
                return new ManagedIdentityCredentialBuilder().clientId(env("IDENTITY_CLIENT_ID")).build();
            case "ManagedIdentityByObjectId":
                return new ManagedIdentityCredentialBuilder().objectId(env("IDENTITY_OBJECT_ID")).build();
            case "ManagedIdentityByResourceId":
                return new ManagedIdentityCredentialBuilder().resourceId(env("IDENTITY_RESOURCE_ID")).build();
            case "AzureCli":
                return new AzureCliCredentialBuilder().processTimeout(Duration.ofMinutes(1)).build();
            case "DeviceCode":
                return at(new DeviceCodeCredentialBuilder())
                    .challengeConsumer(c -> approve(c.getUserCode(), c.getVerificationUrl())).build();
            case "InteractiveBrowser":
                return at(new InteractiveBrowserCredentialBuilder()).build();
            case "UsernamePassword":
                return at(new UsernamePasswordCredentialBuilder().clientId("04b07795-8ddb-461a-bbee-02f9e1bf7b46"))
                    .username(env("SIGNIN_USER")).password(env("SIGNIN_PASSWORD")).build();
            default:
                throw new IllegalArgumentException(name);
        }
    }
}
