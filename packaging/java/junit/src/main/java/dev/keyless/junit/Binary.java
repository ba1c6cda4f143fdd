package dev.keyless.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Finds the program keyless. */
final class Binary {
    private Binary() {}

    /** The path of the program: KEYLESS_BINARY, else the one of a platform jar on the class path, else the one on the PATH. */
    static Path find() {
        return find(System.getProperty("keyless.binary", System.getenv("KEYLESS_BINARY")), System.getenv("PATH"), platform(), Binary.class.getClassLoader());
    }

    static Path find(String given, String path, String platform, ClassLoader loader) {
        String file = platform.startsWith("windows") ? "keyless.exe" : "keyless";
        if (given != null && !given.isEmpty()) {
            Path named = Path.of(given);
            if (!Files.isRegularFile(named)) {
                throw new KeylessException("KEYLESS_BINARY names " + given + ", which is not there");
            }
            return named.toAbsolutePath();
        }
        String resource = "dev/keyless/bin/" + platform + "/" + file;
        try (InputStream carried = loader.getResourceAsStream(resource)) {
            if (carried != null) {
                return unpack(carried, file);
            }
        } catch (IOException e) {
            throw new KeylessException("the program in the platform jar cannot be unpacked: " + e.getMessage(), e);
        }
        for (String folder : (path == null ? "" : path).split(java.io.File.pathSeparator)) {
            Path there = folder.isEmpty() ? null : Path.of(folder, file);
            if (there != null && Files.isExecutable(there) && Files.isRegularFile(there)) {
                return there;
            }
        }
        throw new KeylessException(
            "the program keyless is not found. Add the test dependency dev.keyless:keyless-binary-" + platform
                + ", put keyless on the PATH, or set KEYLESS_BINARY to its path.");
    }

    private static Path unpack(InputStream carried, String file) throws IOException {
        Path folder = Files.createTempDirectory("keyless-binary-");
        Path program = folder.resolve(file);
        Files.copy(carried, program, StandardCopyOption.REPLACE_EXISTING);
        if (!program.toFile().setExecutable(true, true)) {
            throw new IOException(program + " cannot be made executable");
        }
        // Last registered, first deleted.
        folder.toFile().deleteOnExit();
        program.toFile().deleteOnExit();
        return program;
    }

    /** This platform as keyless names it: linux-amd64. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = os.contains("win") ? "windows" : os.contains("mac") ? "darwin" : "linux";
        return name + "-" + (arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "amd64");
    }
}
