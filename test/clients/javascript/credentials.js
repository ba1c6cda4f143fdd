// Every credential class of @azure/identity, by name: gets a token with each and prints "CLASS object-id client-proof".
//
//   node credentials.js ClientSecret ClientCertificate …
//
// What a class needs comes from the variables that @azure/identity itself reads, and those that credentials.py names.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import * as identity from "@azure/identity";

const scope = "https://cognitiveservices.azure.com/.default";
const env = process.env;
const tenant = env.TENANT || env.AZURE_TENANT_ID;
const client = env.AZURE_CLIENT_ID;
// Of an authority whose tenant is adfs nobody asks Microsoft, so that nothing has to be said in code.
const options = tenant === "adfs" ? {} : { disableInstanceDiscovery: true };

const approve = ({ userCode, verificationUri }) => {
  spawn("browser", ["signin", "--code", userCode, verificationUri], { stdio: "ignore" });
};

const classes = {
  Environment: () => new identity.EnvironmentCredential(),
  Default: () => new identity.DefaultAzureCredential(),
  ClientSecret: () => new identity.ClientSecretCredential(tenant, client, env.SECRET, options),
  ClientCertificate: () => new identity.ClientCertificateCredential(tenant, client, env.CERTIFICATE, options),
  ClientCertificateChain: () =>
    new identity.ClientCertificateCredential(tenant, client, env.CERTIFICATE, { ...options, sendCertificateChain: true }),
  ClientAssertion: () =>
    new identity.ClientAssertionCredential(tenant, client, () => readFile(env.ASSERTION_FILE, "ascii"), options),
  OnBehalfOf: () =>
    new identity.OnBehalfOfCredential({
      tenantId: tenant, clientId: client, clientSecret: env.SECRET, userAssertionToken: env.USER_ASSERTION, ...options,
    }),
  OnBehalfOfCertificate: () =>
    new identity.OnBehalfOfCredential({
      tenantId: tenant, clientId: client, certificatePath: env.CERTIFICATE, userAssertionToken: env.USER_ASSERTION, ...options,
    }),
  WorkloadIdentity: () => new identity.WorkloadIdentityCredential(),
  ManagedIdentity: () => new identity.ManagedIdentityCredential(),
  ManagedIdentityByClientId: () => new identity.ManagedIdentityCredential({ clientId: env.IDENTITY_CLIENT_ID }),
  ManagedIdentityByObjectId: () => new identity.ManagedIdentityCredential({ objectId: env.IDENTITY_OBJECT_ID }),
  ManagedIdentityByResourceId: () => new identity.ManagedIdentityCredential({ resourceId: env.IDENTITY_RESOURCE_ID }),
  AzureCli: () => new identity.AzureCliCredential({ processTimeoutInMs: 60_000 }),
  DeviceCode: () => new identity.DeviceCodeCredential({ tenantId: tenant, userPromptCallback: approve, ...options }),
  InteractiveBrowser: () => new identity.InteractiveBrowserCredential({ tenantId: tenant, ...options }),
  UsernamePassword: () =>
    new identity.UsernamePasswordCredential(
      tenant, "04b07795-8ddb-461a-bbee-02f9e1bf7b46", env.SIGNIN_USER, env.SIGNIN_PASSWORD, options),
};

for (const name of process.argv.slice(2)) {
  const { token } = await classes[name]().getToken(scope);
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  assert.equal(`${claims.aud}/.default`, scope);
  console.log(name, claims.oid, claims.appidacr);
}
