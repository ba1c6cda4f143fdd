// Realtime sessions as the openai package opens them: with the ws package, with the WebSocket of browsers and a client
// secret, and with AzureOpenAI. Prints a line for each.
import assert from "node:assert/strict";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI, { AzureOpenAI } from "openai";
import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket";
import { OpenAIRealtimeWS } from "openai/realtime/ws";

const root = process.env.AZURE_OPENAI_ENDPOINT.replace(/\/+$/, "");
const token = getBearerTokenProvider(new DefaultAzureCredential(), "https://cognitiveservices.azure.com/.default");

// ask sends one question when the session is there, and gives the text of the answer.
function ask(session, delta) {
  return new Promise((resolve, reject) => {
    let text = "";
    session.on("error", reject);
    session.on(delta, (event) => (text += event.delta));
    session.on("response.done", () => {
      session.close();
      resolve(text);
    });
    session.on("session.created", () => {
      session.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
      session.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [{ type: "input_text", text: "Say one two three" }] } });
      session.send({ type: "response.create" });
    });
  });
}

const client = new OpenAI({ baseURL: root + "/openai/v1/", apiKey: token });
assert.equal(await ask(await OpenAIRealtimeWS.create(client, { model: "chat" }), "response.output_text.delta"), "one two three");
console.log("OpenAI ws");

const secret = await client.realtime.clientSecrets.create({ session: { type: "realtime", model: "chat" } });
assert(secret.value.startsWith("ek_") && secret.expires_at * 1000 > Date.now());
const page = new OpenAI({ baseURL: root + "/openai/v1/", apiKey: secret.value, dangerouslyAllowBrowser: true });
assert.equal(await ask(new OpenAIRealtimeWebSocket({ model: "chat", dangerouslyAllowBrowser: true }, page), "response.output_text.delta"), "one two three");
console.log("OpenAI WebSocket with a client secret");

const azure = new AzureOpenAI({ endpoint: root, azureADTokenProvider: token, apiVersion: "2024-10-01-preview", deployment: "chat" });
// The package opens the sessions of AzureOpenAI on /openai/v1 too.
assert.equal(await ask(await OpenAIRealtimeWS.azure(azure), "response.output_text.delta"), "one two three");
console.log("AzureOpenAI ws");
