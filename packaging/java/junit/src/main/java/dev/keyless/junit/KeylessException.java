package dev.keyless.junit;

/** The server did not start, or refused a request of the test itself. */
public class KeylessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a message. */
    public KeylessException(String message) {
        super(message);
    }

    /** Makes one with a message and its cause. */
    public KeylessException(String message, Throwable cause) {
        super(message, cause);
    }
}
