// The openai package's AzureOpenAI with a token provider. Prints an answer, a streamed answer, an embedding's size.
// AZURE_OPENAI_ENDPOINT, which the package reads itself, is https://<resource>.openai.azure.com on Azure.
import assert from "node:assert/strict";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import { AzureOpenAI } from "openai";

const client = new AzureOpenAI({
  azureADTokenProvider: getBearerTokenProvider(
    new DefaultAzureCredential(),
    "https://cognitiveservices.azure.com/.default",
  ),
  apiVersion: "2024-10-21",
});
const messages = [{ role: "user", content: "Say hello." }];

const completion = await client.chat.completions.create({ model: "chat", messages });
assert(completion.usage.total_tokens > 0);
console.log("chat:", completion.choices[0].message.content);

const pieces = [];
for await (const chunk of await client.chat.completions.create({ model: "chat", messages, stream: true })) {
  if (chunk.choices[0]?.delta?.content) pieces.push(chunk.choices[0].delta.content);
}
assert(pieces.length > 1, JSON.stringify(pieces));
console.log("stream:", pieces.join(""));

const embedded = await client.embeddings.create({ model: "embed", input: ["one", "two"] });
assert.equal(embedded.data.length, 2);
console.log("embed:", embedded.data[0].embedding.length);
