// Each route that @azure-rest/ai-inference offers. Prints a line for each.
import assert from "node:assert/strict";
import ModelClient, { isUnexpected } from "@azure-rest/ai-inference";
import { createSseStream } from "@azure/core-sse";
import { DefaultAzureCredential } from "@azure/identity";

const client = new ModelClient(process.env.KEYLESS_ENDPOINT, new DefaultAzureCredential(), {
  credentials: { scopes: ["https://cognitiveservices.azure.com/.default"] },
});
const messages = [{ role: "user", content: "Say one two three" }];
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const tools = [{ type: "function", function: { name: "get_weather", parameters: schema } }];

async function post(path, body, headers) {
  const response = await client.path(path).post({ body, headers });
  if (isUnexpected(response)) throw new Error(`${response.status} ${JSON.stringify(response.body)}`);
  return response.body;
}

const whole = await post("/chat/completions", { model: "chat", messages });
assert.equal(whole.choices[0].message.content, "one two three");
console.log("chat");

const streamed = await client.path("/chat/completions").post({ body: { model: "chat", messages, stream: true } }).asNodeStream();
assert.equal(streamed.status, "200");
let text = "";
for await (const event of createSseStream(streamed.body)) {
  if (event.data === "[DONE]") break;
  for (const choice of JSON.parse(event.data).choices) text += choice.delta?.content ?? "";
}
assert.equal(text, "one two three");
console.log("chat stream");

const [called] = (await post("/chat/completions", { model: "chat", messages: [{ role: "user", content: "What is the weather in Oslo?" }], tools })).choices;
assert.deepEqual(JSON.parse(called.message.tool_calls[0].function.arguments), { city: "Oslo" });
console.log("chat tools");

const response_format = { type: "json_schema", json_schema: { name: "place", schema, strict: true } };
const shaped = await post("/chat/completions", { model: "chat", messages, response_format });
assert.equal(typeof JSON.parse(shaped.choices[0].message.content).city, "string");
console.log("chat json schema");

const extra = await post("/chat/completions", { model: "chat", messages, n: 2 }, { "extra-parameters": "pass-through" });
assert.equal(extra.choices.length, 2);
console.log("chat extra parameters");

const vectors = await post("/embeddings", { model: "embed", input: ["one", "two"], dimensions: 64 });
assert.deepEqual(vectors.data.map((vector) => vector.embedding.length), [64, 64]);
console.log("embeddings");

const pictures = await post("/images/embeddings", { model: "embed", input: [{ image: "data:image/png;base64,iVBORw0KGgo=" }] });
assert.equal(pictures.data.length, 1);
console.log("image embeddings");

const info = await client.path("/info").get({ headers: { "x-ms-model-mesh-model-name": "chat" } });
assert.equal(info.body.model_type, "chat_completion");
console.log("info");

const missing = await client.path("/chat/completions").post({ body: { model: "nothing", messages } });
assert(isUnexpected(missing));
console.log("chat without deployment");
