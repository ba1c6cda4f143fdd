/** Returns the path of the keyless binary. KEYLESS_BINARY in the environment comes first. */
export function binaryPath(): string;
