import { beforeAll, expect, test } from "@jest/globals";
import { KeylessServer } from "@keyless/testing";
import { ask } from "../ask.js";

let keyless;

beforeAll(async () => {
  keyless = await KeylessServer.running();
});

test("a caller without the role is refused, and the reason is known", async () => {
  await expect(ask("What is 6*7?")).rejects.toThrow("401");
  expect((await keyless.lastDecision("ci-pipeline")).because).toBe("nothing grants it");
});

test("a caller with the role is answered, until the role is revoked", async () => {
  await keyless.grant("ci-pipeline", "Cognitive Services User");
  expect(await ask("What is 6*7?")).toBe("42");
  await keyless.revoke("ci-pipeline", "Cognitive Services User");
  await expect(ask("What is 6*7?")).rejects.toThrow("401");
});
