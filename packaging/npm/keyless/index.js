// Finds the keyless binary. Each platform has a package of its own, of which npm installs the one that fits.
import { createRequire } from "node:module";
import { accessSync, constants } from "node:fs";

const require = createRequire(import.meta.url);

/** Returns the path of the keyless binary. KEYLESS_BINARY in the environment comes first. */
export function binaryPath() {
  const override = process.env.KEYLESS_BINARY;
  if (override) {
    return override;
  }
  const name = `@keyless/${process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "keyless.exe" : "keyless";
  let path;
  try {
    path = require.resolve(`${name}/bin/${file}`);
  } catch {
    throw new Error(
      `there is no keyless binary for ${process.platform} ${process.arch}: the package ${name} is not installed. ` +
        "Install without --omit=optional, or set KEYLESS_BINARY.",
    );
  }
  accessSync(path, constants.X_OK);
  return path;
}
