// The article's JavaScript: @azure-rest/ai-inference with DefaultAzureCredential. Prints an answer, a streamed answer,
// an embedding's size. The endpoint is KEYLESS_ENDPOINT, https://<resource>.services.ai.azure.com/models on Azure.
import assert from "node:assert/strict";
import ModelClient, { isUnexpected } from "@azure-rest/ai-inference";
import { createSseStream } from "@azure/core-sse";
import { DefaultAzureCredential } from "@azure/identity";

const client = new ModelClient(process.env.KEYLESS_ENDPOINT, new DefaultAzureCredential(), {
  credentials: { scopes: ["https://cognitiveservices.azure.com/.default"] },
});
const messages = [
  { role: "system", content: "You are a helpful assistant." },
  { role: "user", content: "Say hello." },
];

const response = await client.path("/chat/completions").post({ body: { model: "chat", messages } });
if (isUnexpected(response)) throw new Error(`${response.status} ${JSON.stringify(response.body)}`);
assert(response.body.usage.total_tokens > 0);
console.log("chat:", response.body.choices[0].message.content);

const streamed = await client
  .path("/chat/completions")
  .post({ body: { model: "chat", messages, stream: true } })
  .asNodeStream();
assert.equal(streamed.status, "200");
const pieces = [];
let done = false;
for await (const event of createSseStream(streamed.body)) {
  if (event.data === "[DONE]") {
    done = true;
    break;
  }
  for (const choice of JSON.parse(event.data).choices) {
    if (choice.delta?.content) pieces.push(choice.delta.content);
  }
}
assert(done && pieces.length > 1, JSON.stringify(pieces));
console.log("stream:", pieces.join(""));

const embedded = await client.path("/embeddings").post({ body: { model: "embed", input: ["one", "two"] } });
if (isUnexpected(embedded)) throw new Error(`${embedded.status} ${JSON.stringify(embedded.body)}`);
assert.equal(embedded.body.data.length, 2);
console.log("embed:", embedded.body.data[0].embedding.length);
