// OpenAI Agents SDK for JavaScript: an agent with a tool.
import assert from "node:assert/strict";
import { Agent, OpenAIResponsesModel, run, setTracingDisabled, tool } from "@openai/agents";
import OpenAI from "openai";
import { z } from "zod";
import { resource, token, works } from "./peer.js";

setTracingDisabled(true);
const client = new OpenAI({ baseURL: `${resource}/openai/v1/`, apiKey: token });
const getWeather = tool({
  name: "get_weather", description: "The weather in a city",
  parameters: z.object({ city: z.string() }), execute: async ({ city }) => `7 degrees in ${city}`,
});
const agent = new Agent({ name: "helper", instructions: "Be brief.", model: new OpenAIResponsesModel(client, "chat"), tools: [getWeather] });
const result = await run(agent, "What is the weather in Oslo?");
assert.match(result.finalOutput, /7 degrees in Oslo/);
works("@openai/agents", "an agent calls a tool and answers with its result");
