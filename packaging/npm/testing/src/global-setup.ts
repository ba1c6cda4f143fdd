// The global setup of Vitest and Jest: one server for the whole run. The processes that run the tests are started
// afterwards, so that they trust the server and DefaultAzureCredential signs in to it.
import { KeylessServer, trust } from "./index.js";

let server: KeylessServer | undefined;

/** Starts the server. */
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

/** What Vitest and Jest call. Vitest looks at no other export of a file that has a default one, and calls what it returns at the end. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await setup();
  return teardown;
}
