package dev.keyless.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.BindMode;

/** What a container engine would be told. No engine is needed, so that nothing here shows that one does it. */
class KeylessContainerTest {
    @Test
    void theServerHasTheHostsNetworkAndOneFolderInsideAndOutside() throws Exception {
        Path world = Files.createTempFile("world", ".yaml");
        Files.writeString(world, "tenants: []\n");
        KeylessContainer container = new KeylessContainer("keyless:0.1.0").withWorld(world).withArguments("--rbac-delay", "1s");
        container.configure();
        String data = container.data().toString();
        assertEquals("host", container.getNetworkMode());
        assertEquals(
            List.of("up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models", "--script", data + "/script.yaml",
                "--world", data + "/world.yaml", "--rbac-delay", "1s"),
            List.of(container.getCommandParts()));
        assertEquals(data, container.getEnvMap().get("KEYLESS_DATA"));
        assertTrue(container.getBinds().stream().anyMatch(b -> b.getPath().equals(data) && b.getVolume().getPath().equals(data)
            && b.getAccessMode() == BindMode.READ_WRITE.accessMode));
        assertEquals(Files.getAttribute(container.data(), "unix:uid") + ":" + Files.getAttribute(container.data(), "unix:gid"), KeylessContainer.owner(container.data()));
        assertEquals("tenants: []\n", Files.readString(container.data().resolve("world.yaml")));
        container.stop();
        assertFalse(Files.exists(container.data()));
        Files.delete(world);
    }

    @Test
    void readinessIsAskedForWithoutAShellSinceTheImageHasNone() {
        List<List<String>> asked = new ArrayList<>();
        class WithoutEngine extends KeylessContainer {
            WithoutEngine() {
                super("keyless:0.1.0");
            }

            @Override
            public ExecResult execInContainer(String... command) throws IOException {
                asked.add(List.of(command));
                throw new IOException("there is no engine");
            }

            void await() {
                waitUntilContainerStarted();
            }
        }
        try (WithoutEngine container = new WithoutEngine()) {
            assertThrows(UncheckedIOException.class, container::await);
        }
        assertEquals(List.of(List.of("/usr/bin/keyless", "env", "--json")), asked);
    }
}
