// What the programs beside it share: who is signed in, and how a result is printed.
import { readFileSync } from "node:fs";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

export const scope = "https://cognitiveservices.azure.com/.default";
export const version = "2024-10-21";
export const resource = process.env.AZURE_OPENAI_ENDPOINT.replace(/\/$/, "");
export const question = "Say one two three";
export const answer = "one two three";
export const token = getBearerTokenProvider(new DefaultAzureCredential(), scope);

/** Prints the package, its version and what it did, for the table. */
export function works(name, what) {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url)));
  console.log([name, version, what].join("\t"));
}
