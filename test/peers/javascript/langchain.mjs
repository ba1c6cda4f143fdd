// LangChain for JavaScript: a question, a stream, a typed answer and embeddings.
import assert from "node:assert/strict";
import { AzureChatOpenAI, AzureOpenAIEmbeddings } from "@langchain/openai";
import { z } from "zod";
import { answer, question, resource, token, version, works } from "./peer.js";

const name = "@langchain/openai";
const common = { azureOpenAIEndpoint: resource, azureOpenAIApiVersion: version, azureADTokenProvider: token };
const model = new AzureChatOpenAI({ ...common, azureOpenAIApiDeploymentName: "chat" });
assert.equal((await model.invoke(question)).text, answer);
works(name, "invoke");
const pieces = [];
for await (const piece of await model.stream(question)) pieces.push(piece.text);
assert.equal(pieces.join(""), answer);
works(name, "stream");
const place = await model.withStructuredOutput(z.object({ city: z.string(), people: z.number() })).invoke(question);
assert.equal(typeof place.city, "string");
works(name, "withStructuredOutput");
const embeddings = new AzureOpenAIEmbeddings({
  ...common, azureOpenAIBasePath: `${resource}/openai/deployments`, azureOpenAIApiEmbeddingsDeploymentName: "embed",
});
assert.equal((await embeddings.embedDocuments(["one", "two"])).length, 2);
works(name, "embedDocuments");
