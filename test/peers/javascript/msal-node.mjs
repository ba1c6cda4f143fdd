// MSAL for Node: a token of a client secret, from its cache the second time, and a call with it.
import assert from "node:assert/strict";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { question, resource, scope, works } from "./peer.js";

const authority = new URL(process.env.AZURE_TENANT_ID, process.env.AZURE_AUTHORITY_HOST);
const application = new ConfidentialClientApplication({
  auth: {
    clientId: process.env.AZURE_CLIENT_ID, clientSecret: process.env.AZURE_CLIENT_SECRET,
    authority: authority.href, knownAuthorities: [authority.host],
  },
});
const first = await application.acquireTokenByClientCredential({ scopes: [scope] });
assert.equal(first.fromCache, false);
const second = await application.acquireTokenByClientCredential({ scopes: [scope] });
assert.equal(second.fromCache, true);
works("@azure/msal-node", "acquireTokenByClientCredential, and from the cache");
const response = await fetch(`${resource}/openai/v1/chat/completions`, {
  method: "POST", headers: { authorization: `Bearer ${second.accessToken}`, "content-type": "application/json" },
  body: JSON.stringify({ model: "chat", messages: [{ role: "user", content: question }] }),
});
assert.equal(response.status, 200);
works("@azure/msal-node", "its token admits a call");
