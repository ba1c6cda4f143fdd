// The plain OpenAI client on /openai/v1, a token in the place of the key. Prints an answer, a streamed answer,
// an embedding's size, the models.
import assert from "node:assert/strict";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: process.env.AZURE_OPENAI_ENDPOINT.replace(/\/$/, "") + "/openai/v1/",
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "https://ai.azure.com/.default"),
});
const messages = [{ role: "user", content: "Say hello." }];

const completion = await client.chat.completions.create({ model: "chat", messages });
assert(completion.usage.total_tokens > 0);
console.log("chat:", completion.choices[0].message.content);

const pieces = [];
let usage;
for await (const chunk of await client.chat.completions.create({
  model: "chat",
  messages,
  stream: true,
  stream_options: { include_usage: true },
})) {
  usage = chunk.usage ?? usage;
  if (chunk.choices[0]?.delta?.content) pieces.push(chunk.choices[0].delta.content);
}
assert(pieces.length > 1 && usage.total_tokens > 0, JSON.stringify({ pieces, usage }));
console.log("stream:", pieces.join(""));

const embedded = await client.embeddings.create({ model: "embed", input: ["one", "two"] });
assert.equal(embedded.data.length, 2);
console.log("embed:", embedded.data[0].embedding.length);

const names = [];
for await (const model of client.models.list()) names.push(model.id);
assert(names.includes("chat"), String(names));
console.log("models:", ...names.sort());
