package dev.keyless.junit;

/**
 * A user of the server's tenant.
 *
 * @param name the user principal name
 * @param id the object id
 * @param password the password
 */
public record User(String name, String id, String password) {
    @Override
    public String toString() {
        return "User[" + name + "]";
    }
}
