package dev.keyless.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryTest {
    private final ClassLoader nothing = new URLClassLoader(new URL[0], null);

    @Test
    void theBinaryThatIsNamedIsTaken(@TempDir Path dir) throws Exception {
        Path named = Files.createFile(dir.resolve("mine"));
        assertEquals(named, Binary.find(named.toString(), "", "linux-amd64", nothing));
        KeylessException missing = assertThrows(KeylessException.class, () -> Binary.find(dir.resolve("none").toString(), "", "linux-amd64", nothing));
        assertTrue(missing.getMessage().contains("which is not there"), missing.getMessage());
    }

    @Test
    void theBinaryOfAPlatformJarIsUnpacked(@TempDir Path dir) throws Exception {
        Path jar = dir.resolve("binary.jar");
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("dev/keyless/bin/linux-amd64/keyless"));
            entries.write("#!/bin/sh\n".getBytes());
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Path program = Binary.find("", "", "linux-amd64", loader);
            assertTrue(Files.isExecutable(program));
            assertEquals("#!/bin/sh\n", Files.readString(program));
        }
    }

    @Test
    void theBinaryOnThePathIsFound(@TempDir Path dir) throws Exception {
        Path program = Files.createFile(dir.resolve("keyless"));
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(program, Binary.find(null, "/nowhere" + java.io.File.pathSeparator + dir, "linux-amd64", nothing));
    }

    @Test
    void whatIsMissingIsSaidWithWhatToDo() {
        KeylessException missing = assertThrows(KeylessException.class, () -> Binary.find(null, null, "darwin-arm64", nothing));
        assertTrue(missing.getMessage().contains("dev.keyless:keyless-binary-darwin-arm64"), missing.getMessage());
    }
}
