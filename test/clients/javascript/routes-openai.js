// Each route that the openai package offers, with AzureOpenAI (by deployment) and with OpenAI on /openai/v1, whole and
// as streams. Prints a line for each.
import assert from "node:assert/strict";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI, { AzureOpenAI, BadRequestError, NotFoundError } from "openai";

const credential = new DefaultAzureCredential();
const messages = [{ role: "user", content: "Say one two three" }];
const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const tools = [{ type: "function", function: { name: "get_weather", parameters: schema } }];
const format = { type: "json_schema", json_schema: { name: "place", schema, strict: true } };

async function chat(name, client) {
  const whole = await client.chat.completions.create({ model: "chat", messages });
  assert.equal(whole.choices[0].message.content, "one two three");
  assert(whole.usage.total_tokens > 0 && whole._request_id);
  console.log(name, "chat");

  const stream = client.chat.completions.stream({ model: "chat", messages, stream_options: { include_usage: true } });
  let deltas = 0;
  stream.on("content", () => deltas++);
  const final = await stream.finalChatCompletion();
  assert.equal(final.choices[0].message.content, "one two three");
  assert(deltas > 2 && final.usage.total_tokens > 0);
  console.log(name, "chat stream");

  const asked = [{ role: "user", content: "What is the weather in Oslo?" }];
  const [called] = (await client.chat.completions.create({ model: "chat", messages: asked, tools })).choices;
  assert.equal(called.finish_reason, "tool_calls");
  const [call] = called.message.tool_calls;
  assert.deepEqual(JSON.parse(call.function.arguments), { city: "Oslo" });
  asked.push(called.message, { role: "tool", tool_call_id: call.id, content: "7 degrees" });
  const told = await client.chat.completions.create({ model: "chat", messages: asked, tools });
  assert.match(told.choices[0].message.content, /7 degrees/);
  console.log(name, "chat tools");

  const parsed = await client.chat.completions.parse({ model: "chat", messages, response_format: format });
  assert.equal(typeof JSON.parse(parsed.choices[0].message.content).city, "string");
  console.log(name, "chat json schema");

  await assert.rejects(client.chat.completions.create({ model: "nothing", messages }), NotFoundError);
  await assert.rejects(client.chat.completions.create({ model: "chat", messages: [] }), BadRequestError);
  console.log(name, "chat refused");
}

async function others(name, client) {
  const vectors = await client.embeddings.create({ model: "embed", input: ["one", "two"], dimensions: 64 });
  assert.deepEqual(vectors.data.map((vector) => vector.embedding.length), [64, 64]);
  console.log(name, "embeddings");

  const whole = await client.completions.create({ model: "chat", prompt: "Say one two three" });
  assert.equal(whole.choices[0].text, "one two three");
  let text = "";
  for await (const part of await client.completions.create({ model: "chat", prompt: "Say one two", stream: true })) {
    text += part.choices[0].text;
  }
  assert.equal(text, "one two");
  console.log(name, "completions");

  const names = [];
  for await (const model of client.models.list()) names.push(model.id);
  assert(names.includes("chat") && (await client.models.retrieve("chat")).id === "chat");
  console.log(name, "models");
}

async function responses(name, client) {
  const first = await client.responses.create({ model: "chat", input: "Say one two three" });
  assert.equal(first.output_text, "one two three");
  console.log(name, "responses");

  const kinds = [];
  const stream = client.responses.stream({ model: "chat", input: "Say one two three" });
  stream.on("event", (event) => kinds.push(event.type));
  assert.equal((await stream.finalResponse()).output_text, "one two three");
  assert(kinds.filter((kind) => kind === "response.output_text.delta").length > 2, String(kinds));
  console.log(name, "responses stream");

  const asked = await client.responses.create({
    model: "chat",
    input: "What is the weather in Oslo?",
    tools: [{ type: "function", name: "get_weather", parameters: schema, strict: true }],
  });
  assert.deepEqual(JSON.parse(asked.output[0].arguments), { city: "Oslo" });
  console.log(name, "responses tools");

  assert.equal((await client.responses.retrieve(first.id)).id, first.id);
  await client.responses.delete(first.id);
  await assert.rejects(client.responses.retrieve(first.id), NotFoundError);
  console.log(name, "responses retrieve and delete");
}

const account = getBearerTokenProvider(credential, "https://cognitiveservices.azure.com/.default");
const byDeployment = new AzureOpenAI({ azureADTokenProvider: account, apiVersion: "2024-10-21" });
await chat("AzureOpenAI", byDeployment);
await others("AzureOpenAI", byDeployment);

const baseURL = process.env.AZURE_OPENAI_ENDPOINT.replace(/\/$/, "") + "/openai/v1/";
const v1 = new OpenAI({ baseURL, apiKey: getBearerTokenProvider(credential, "https://ai.azure.com/.default") });
await chat("OpenAI", v1);
await others("OpenAI", v1);
await responses("OpenAI", v1);
