#!/usr/bin/env node
// Runs the keyless binary of this platform, and passes on its exit code and the signals that this process gets.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { binaryPath } from "../index.js";

const signals = process.platform === "win32" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
let path;
try {
  path = binaryPath();
} catch (error) {
  console.error(`keyless: ${error.message}`);
  process.exit(1);
}
const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
for (const signal of signals) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`keyless: ${path}: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
