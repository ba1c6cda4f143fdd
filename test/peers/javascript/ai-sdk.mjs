// The AI SDK of Vercel with its Azure provider: text, a stream, a tool, an object and embeddings.
import assert from "node:assert/strict";
import { createAzure } from "@ai-sdk/azure";
import { embedMany, generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import { answer, question, resource, token, version, works } from "./peer.js";

const name = "@ai-sdk/azure";
const getWeather = tool({
  description: "The weather in a city",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `7 degrees in ${city}`,
});

const v1 = createAzure({ baseURL: `${resource}/openai/v1`, tokenProvider: token });
assert.equal((await generateText({ model: v1("chat"), prompt: question })).text, answer);
works(name, "generateText, on the Responses API");
const pieces = [];
for await (const piece of streamText({ model: v1("chat"), prompt: question }).textStream) pieces.push(piece);
assert.equal(pieces.join(""), answer);
assert.ok(pieces.length > 2);
works(name, "streamText, on the Responses API");

const dated = createAzure({ baseURL: `${resource}/openai`, tokenProvider: token, apiVersion: version, useDeploymentBasedUrls: true });
const told = await generateText({
  model: dated.chat("chat"), tools: { getWeather }, stopWhen: stepCountIs(3), prompt: "What is the weather in Oslo?",
});
assert.match(told.text, /7 degrees in Oslo/);
works(name, "generateText with a tool, on a deployment's address");
const { embeddings } = await embedMany({ model: dated.textEmbeddingModel("embed"), values: ["one", "two"] });
assert.equal(embeddings.length, 2);
works(name, "embedMany");
