// Installs keyless, starts it for the job, and points the steps that follow at it.
"use strict";

const { execFileSync, spawn } = require("node:child_process");
const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { addPath, command, input, main, saveState, setEnvironment, setOutput } = require("./runner.js");

const startLimit = 60_000; // milliseconds

async function get(url) {
  const answer = await fetch(url, { redirect: "follow" });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

// install downloads a release for this machine, checks it against the release's checksums, and returns the binary.
async function install(folder) {
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch];
  if (!system || !arch) throw new Error(`there is no keyless for ${process.platform} on ${process.arch}`);
  const version = input("version");
  const base = input("downloads") + (version === "latest" ? "/latest/download/" : `/download/v${version}/`);
  const sums = (await get(base + "SHA256SUMS")).toString();
  const ending = `_${system}_${arch}${system === "windows" ? ".zip" : ".tar.gz"}`;
  const line = sums.split("\n").map((l) => l.split(/\s+/)).find(([, name]) => name && name.startsWith("keyless_") && name.endsWith(ending));
  if (!line) throw new Error(`${base}SHA256SUMS names no archive that ends in ${ending}`);
  const [expected, name] = line;
  const archive = await get(base + name);
  const found = crypto.createHash("sha256").update(archive).digest("hex");
  if (found !== expected) throw new Error(`${name} has the checksum ${found}, and SHA256SUMS says ${expected}`);
  const file = path.join(folder, name);
  fs.writeFileSync(file, archive);
  execFileSync("tar", ["-xf", file, "-C", folder]); // that of Windows reads zip
  return path.join(folder, system === "windows" ? "keyless.exe" : "keyless");
}

// start starts the server and waits until it is ready. It goes on after this step.
async function start(binary, data) {
  const words = ["up", "--data", data, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models", "--json"];
  for (const flag of ["world", "script", "upstream"]) if (input(flag)) words.push("--" + flag, input(flag));
  const log = path.join(data, "log");
  const out = fs.openSync(log, "w");
  const server = spawn(binary, words, { detached: true, stdio: ["ignore", out, out] });
  let ended = "";
  server.on("exit", (code) => (ended = `keyless up ended with ${code}`));
  server.on("error", (failure) => (ended = failure.message));
  saveState("pid", server.pid || "");
  saveState("binary", binary);
  saveState("data", data);
  const limit = Date.now() + startLimit;
  for (;;) {
    try {
      execFileSync(binary, ["health", "--data", data], { stdio: "ignore" });
      break;
    } catch {
      if (ended || Date.now() > limit) throw new Error(`${ended || "keyless is not ready after a minute"}: ${fs.readFileSync(log, "utf8")}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  server.unref();
}

// give assigns the roles that the workflow asked for.
function give(binary, data, world, identity) {
  for (const role of input("roles").split("\n").map((r) => r.trim()).filter(Boolean)) {
    const file = path.join(data, "roles.yaml");
    const text = { tenants: [{ domain: world.users[0].userPrincipalName.split("@")[1], roleAssignments: [{ role, principal: `servicePrincipal:${identity}`, scope: world.resourceId }] }] };
    fs.writeFileSync(file, JSON.stringify(text)); // JSON is YAML
    execFileSync(binary, ["apply", "--data", data, "-f", file, "--as", world.users[0].userPrincipalName], { stdio: ["ignore", "inherit", "inherit"] });
  }
}

main(async () => {
  const folder = fs.mkdtempSync(path.join(process.env.RUNNER_TEMP || os.tmpdir(), "keyless-"));
  const data = path.join(folder, "data");
  fs.mkdirSync(data, { mode: 0o700 });
  const binary = input("binary") || (await install(folder));
  await start(binary, data);

  const identity = input("identity");
  const world = JSON.parse(execFileSync(binary, ["env", "--json", "--data", data, "--workload", identity], { encoding: "utf8" }));
  for (const secret of [...world.users.map((u) => u.password), ...world.servicePrincipals.map((p) => p.secret)]) {
    if (secret) command("add-mask", {}, secret);
  }
  give(binary, data, world, identity);
  for (const [name, value] of Object.entries(world.env)) setEnvironment(name, value);
  addPath(path.dirname(path.resolve(binary)));
  setOutput("client-id", world.env.AZURE_CLIENT_ID);
  setOutput("tenant-id", world.tenantId);
  setOutput("subscription-id", world.subscriptionId);
  setOutput("resource-id", world.resourceId);
  setOutput("endpoint", world.env.KEYLESS_ENDPOINT);
  setOutput("token-file", world.env.AZURE_FEDERATED_TOKEN_FILE);
  console.log(`keyless is running: ${world.endpoints.login}. The steps that follow act as ${identity}.`);
});
