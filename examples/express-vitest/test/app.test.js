import { KeylessServer } from "@keyless/testing";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createApp } from "../src/app.js";

let keyless, address;

beforeAll(async () => {
  keyless = await KeylessServer.running();
  const server = createApp().listen(0);
  address = `http://127.0.0.1:${server.address().port}`;
  return () => server.close();
});

afterEach(() => keyless.script(null));

async function ask(question) {
  const response = await fetch(`${address}/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question }),
  });
  return { status: response.status, ...(await response.json()) };
}

test("a caller without the role is refused, and the reason is known", async () => {
  const { status, error } = await ask("What is 6*7?");
  expect(status).toBe(502);
  expect(error).toContain("401");
  const decision = await keyless.lastDecision("ci-pipeline");
  expect(decision.because).toBe("nothing grants it");
  expect(decision.smallestRole).toBe("Cognitive Services OpenAI User");
});

test("a caller with the role is answered, until the role is revoked", async () => {
  await keyless.grant("ci-pipeline", "Cognitive Services User");
  expect((await ask("What is 6*7?")).answer).toBe("42");
  await keyless.revoke("ci-pipeline", "Cognitive Services User");
  expect((await ask("What is 6*7?")).status).toBe(502);
});

test("a script sets the answer", async () => {
  await keyless.grant("ci-pipeline");
  keyless.script([{ when: { contains: "weather" }, text: "It rains in Oslo." }]);
  expect((await ask("How is the weather?")).answer).toBe("It rains in Oslo.");
  await expect.poll(async () => (await keyless.usage("ci-pipeline")).requests, { timeout: 10_000 }).toBeGreaterThan(0);
  await keyless.revoke("ci-pipeline");
});
