package dev.keyless.junit;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates that are trusted: of one server, or of the system and that server. */
final class Trust {
    static final String PASSWORD = "keyless";

    private Trust() {}

    /** A context that trusts one authority alone. */
    static SSLContext only(Path authority) {
        try {
            KeyStore store = empty();
            add(store, authority);
            return context(store);
        } catch (Exception e) {
            throw new KeylessException("the server's certificate authority cannot be read: " + e.getMessage(), e);
        }
    }

    /** Lets this JVM trust the authority besides those that it trusted, in every client that uses the JVM's defaults. */
    static void everywhere(Path authority) {
        try {
            KeyStore store = empty();
            TrustManagerFactory defaults = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            defaults.init((KeyStore) null);
            int n = 0;
            for (TrustManager manager : defaults.getTrustManagers()) {
                if (manager instanceof X509TrustManager) {
                    for (X509Certificate one : ((X509TrustManager) manager).getAcceptedIssuers()) {
                        store.setCertificateEntry("system-" + n++, one);
                    }
                }
            }
            add(store, authority);
            Path file = authority.resolveSibling("java-trust.p12");
            try (OutputStream out = Files.newOutputStream(file)) {
                store.store(out, PASSWORD.toCharArray());
            }
            // For clients that make a trust manager later, and for those that take the default context.
            System.setProperty("javax.net.ssl.trustStore", file.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
            System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
            SSLContext context = context(store);
            SSLContext.setDefault(context);
            HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
        } catch (Exception e) {
            throw new KeylessException("the JVM cannot be made to trust the server: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void add(KeyStore store, Path authority) throws Exception {
        try (InputStream in = Files.newInputStream(authority)) {
            int n = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("keyless-" + n++, one);
            }
        }
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
