// openid-client: discovery, a token of a client secret, and the check of its signature.
import assert from "node:assert/strict";
import * as oidc from "openid-client";
import { scope, works } from "./peer.js";

const issuer = new URL(`${process.env.KEYLESS_TENANT_ID}/v2.0`, process.env.AZURE_AUTHORITY_HOST);
const config = await oidc.discovery(issuer, process.env.AZURE_CLIENT_ID, process.env.AZURE_CLIENT_SECRET);
assert.ok(config.serverMetadata().token_endpoint);
works("openid-client", "discovery of the tenant's issuer");
const tokens = await oidc.clientCredentialsGrant(config, { scope });
assert.equal(tokens.token_type, "bearer");
works("openid-client", "clientCredentialsGrant");
