import assert from "node:assert/strict";
import { test } from "node:test";
import { KeylessServer } from "@keyless/testing";
import { ask } from "../ask.js";

const keyless = await KeylessServer.running();

test("a caller without the role is refused, and the reason is known", async () => {
  await assert.rejects(ask("What is 6*7?"), /401/);
  assert.equal((await keyless.lastDecision("ci-pipeline")).because, "nothing grants it");
});

test("a caller with the role is answered, until the role is revoked", async () => {
  await keyless.grant("ci-pipeline", "Cognitive Services User");
  assert.equal(await ask("What is 6*7?"), "42");
  await keyless.revoke("ci-pipeline", "Cognitive Services User");
  await assert.rejects(ask("What is 6*7?"), /401/);
});

test("a server of one test alone has grants of its own", async () => {
  const own = await KeylessServer.start();
  try {
    await own.grant("ci-pipeline");
    await assert.rejects(ask("What is 6*7?"), /401/);
  } finally {
    await own.stop();
  }
});
