package dev.keyless.testcontainers;

import dev.keyless.junit.KeylessServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The keyless image as a developer server, on free ports of the machine that the container engine runs on.
 *
 * <p>The developer server answers on loopback alone, since it gives its people's passwords away. The container therefore
 * shares the network of the host, and its data folder has one path inside and outside. That takes a container engine for
 * Linux on this machine.
 *
 * <pre>{@code
 * try (KeylessContainer container = new KeylessContainer("keyless:0.1.0")) {
 *     container.start();
 *     KeylessServer keyless = container.server();
 *     keyless.grant("ci-pipeline");
 * }
 * }</pre>
 */
public class KeylessContainer extends GenericContainer<KeylessContainer> {
    private final Path data;
    private final List<String> arguments = new ArrayList<>();
    private KeylessServer server;

    /** Makes a container of an image, as {@code keyless:0.1.0}. */
    public KeylessContainer(String image) {
        this(DockerImageName.parse(image));
    }

    /** Makes a container of an image. */
    public KeylessContainer(DockerImageName image) {
        super(image);
        try {
            data = Files.createTempDirectory("keyless-");
            Files.createFile(data.resolve("script.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        withNetworkMode("host");
        withFileSystemBind(data.toString(), data.toString(), BindMode.READ_WRITE);
        withEnv("KEYLESS_DATA", data.toString());
        withCreateContainerCmdModifier(create -> create.withUser(owner(data)));
        waitingFor(new Answers().withStartupTimeout(Duration.ofSeconds(60)));
    }

    /** Starts the server with the world of a file, in place of the default world. */
    public KeylessContainer withWorld(Path world) {
        try {
            Files.copy(world, data.resolve("world.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return withArguments("--world", data.resolve("world.yaml").toString());
    }

    /** Adds flags of {@code keyless up}. */
    public KeylessContainer withArguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    @Override
    protected void configure() {
        List<String> command = new ArrayList<>(List.of(
            "up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models", "--script", data.resolve("script.yaml").toString()));
        command.addAll(arguments);
        setCommand(command.toArray(new String[0]));
    }

    /** The server, with what tests do with it: grant, revoke, decisions, usage, script. */
    public synchronized KeylessServer server() {
        if (server == null) {
            ExecResult described = describe();
            if (described.getExitCode() != 0) {
                throw new ContainerLaunchException("keyless env failed: " + described.getStderr());
            }
            server = KeylessServer.at(data, described.getStdout());
        }
        return server;
    }

    /** Asks the server where it is. */
    private ExecResult describe() {
        try {
            return execInContainer("/usr/bin/keyless", "env", "--json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerLaunchException("interrupted", e);
        }
    }

    /** Waits until the server answers. Not Wait.forSuccessfulCommand, which needs a shell: the image has none. */
    private final class Answers extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            for (Instant until = Instant.now().plus(startupTimeout); ; ) {
                ExecResult described = describe();
                if (described.getExitCode() == 0) {
                    return;
                }
                if (Instant.now().isAfter(until)) {
                    throw new ContainerLaunchException("the keyless server did not answer within " + startupTimeout.toSeconds() + " s: " + described.getStderr());
                }
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ContainerLaunchException("interrupted", e);
                }
            }
        }
    }

    /** The data folder, which has the same path inside and outside. */
    public Path data() {
        return data;
    }

    /** The owner of a folder as Docker names users: the server has to read and write it as who made it. */
    static String owner(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        try (var all = Files.walk(data)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // What is left of a temporary folder is the system's to remove.
        }
    }
}
