// The global setup of Vitest and Jest: one server for the whole run. The processes that run the tests are started
// afterwards, so that they trust the server and DefaultAzureCredential signs in to it.
import { KeylessServer, trust } from "./index.js";

let server: KeylessServer | undefined;

/** Starts the server. Vitest calls it, and Jest calls it as the default export. */
export async function setup(): Promise<void> {
  server = await KeylessServer.start();
  Object.assign(process.env, server.environment("ci-pipeline"), { AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential" });
  trust(server.ca); // Jest may run tests in this process
}

/** Stops the server. */
export async function teardown(): Promise<void> {
  await server?.stop();
  server = undefined;
}

export default setup;
