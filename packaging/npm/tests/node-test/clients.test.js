import assert from "node:assert/strict";
import { test } from "node:test";
import { KeylessServer } from "@keyless/testing";

const question = [{ role: "user", content: "What is 6*7?" }];

// A server that this process starts is one whose authority it could not read when it started.
test("the clients of a server trust it, sign in, and stream", async () => {
  const own = await KeylessServer.start();
  process.env.OPENAI_BASE_URL = process.env.AZURE_OPENAI_API_KEY = "of something else";
  try {
    const openai = await own.openai();
    await assert.rejects(openai.chat.completions.create({ model: "chat", messages: question }), { status: 401 });
    await own.grant("ci-pipeline");
    const answer = await openai.chat.completions.create({ model: "chat", messages: question });
    assert.equal(answer.choices[0].message.content, "42");
    let streamed = "";
    for await (const part of await openai.chat.completions.create({ model: "chat", messages: question, stream: true })) {
      streamed += part.choices[0]?.delta.content ?? "";
    }
    assert.equal(streamed, "42");

    await own.user("dora", ["Cognitive Services User"]);
    const inference = await own.inference("dora");
    const { status, body } = await inference.path("/chat/completions").post({ body: { model: "chat", messages: question } });
    assert.deepEqual([status, body.choices[0].message.content], ["200", "42"]);
  } finally {
    delete process.env.OPENAI_BASE_URL;
    delete process.env.AZURE_OPENAI_API_KEY;
    await own.stop();
  }
});
