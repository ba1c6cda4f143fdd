// A keyless server for tests, and what a test does with it: grant, call, revoke, and ask for the reason.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { globalAgent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import * as tls from "node:tls";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { binaryPath } from "keyless";
import type { ModelClient } from "@azure-rest/ai-inference";
import type { TokenCredential } from "@azure/identity";
import type { AzureOpenAI } from "openai";

/** The role that lets a principal call models. */
export const COGNITIVE_SERVICES_USER = "Cognitive Services User";
/** The scope of tokens for models. */
export const INFERENCE_SCOPE = "https://cognitiveservices.azure.com/.default";

const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"; // a public client that every tenant knows
const authorizationAPI = "2022-04-01";
const keylessAPI = "2026-01-01";
const startMilliseconds = 60_000;

/** The server did not start, or refused a request of the test itself. */
export class KeylessError extends Error {
  override name = "KeylessError";
}

/** One decision of the server: who asked for what, and the answer. */
export interface Decision {
  /** The value of the header x-keyless-decision. */
  id: string;
  allowed: boolean;
  /** The reason in one line: the role that granted it, or such as "nothing grants it". */
  because: string;
  /** The name of the caller. */
  principal: string;
  principalId: string;
  action: string;
  /** Such as "POST /models/chat/completions". */
  operation: string;
  scope: string;
  /** The smallest role that would allow a refused request. */
  smallestRole?: string;
}

/** What a principal has used. */
export interface Usage {
  requests: number;
  failed: number;
  throttled: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** A user of the server's tenant. */
export interface User {
  /** The user principal name. */
  name: string;
  id: string;
  password: string;
}

/** A reply of the built-in model: see docs/built-in-model.md. */
export type Reply = Record<string, unknown>;

export interface StartOptions {
  /** The path of a world file, in place of the default world. */
  world?: string;
  /** Further flags of keyless up. */
  arguments?: string[];
}

interface Application {
  displayName: string;
  appId: string;
  secret: string;
  id: string;
}

/** What keyless up --json prints. */
interface Description {
  env: Record<string, string>;
  tenantId: string;
  subscriptionId: string;
  resourceId: string;
  endpoints: { login: string; arm: string; graph: string; account: string };
  users?: { userPrincipalName: string; password: string; id: string }[];
  groups?: { displayName: string; id: string }[];
  servicePrincipals?: Application[];
  managedIdentities?: { name: string; id: string }[];
}

interface Assignment {
  id: string;
  properties: { scope: string; roleDefinitionId: string };
}

/**
 * A developer server of its own: its data folder, on free ports, stopped by `stop`.
 *
 * The first user of the world administers it: grants, new users and questions about decisions are made in that user's
 * name, through the same public interfaces as anyone's.
 */
export class KeylessServer {
  readonly #description: Description;
  readonly #data: string;
  readonly #process: ChildProcess | undefined; // undefined if another process runs the server
  readonly #ca: string;
  readonly #tokens = new Map<string, { token: string; until: number }>();
  readonly #made = new Map<string, User>();

  private constructor(description: Description, data: string, process?: ChildProcess) {
    this.#description = description;
    this.#data = data;
    this.#process = process;
    this.#ca = readFileSync(this.caFile, "utf8");
  }

  /** Starts a server and resolves when it answers. It also stops when this process ends. */
  static async start(options: StartOptions = {}): Promise<KeylessServer> {
    const data = mkdtempSync(join(tmpdir(), "keyless-"));
    const script = join(data, "script.yaml");
    const logFile = join(data, "server.log");
    writeFileSync(script, "");
    const log = openSync(logFile, "w");
    const flags = ["up", "--json", "--data", data, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-local-models",
      "--script", script, "--stop-with", String(process.pid), ...(options.arguments ?? [])];
    if (options.world) {
      flags.push("--world", options.world);
    }
    const child = spawn(binaryPath(), flags, { stdio: ["ignore", "pipe", log] });
    closeSync(log);
    try {
      const description = await described(child, logFile);
      child.stdout?.destroy();
      child.unref();
      return new KeylessServer(description, data, child);
    } catch (error) {
      child.kill("SIGKILL");
      rmSync(data, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Returns the server that this process was started beside: by the global setup of Vitest or Jest, or by
   * `keyless run` or `keyless exec`. `stop` leaves it running.
   */
  static async running(): Promise<KeylessServer> {
    const data = process.env["KEYLESS_DATA"];
    if (!data) {
      throw new KeylessError(
        "no server runs for this process: KEYLESS_DATA is not set. Add @keyless/testing/global-setup to the global setup " +
          "of Vitest or Jest, run the tests with `keyless run -- …`, or call KeylessServer.start().");
    }
    const { stdout } = await promisify(execFile)(binaryPath(), ["env", "--shell", "json", "--data", data]);
    return new KeylessServer(JSON.parse(stdout) as Description, data);
  }

  /** Stops the server and removes its folder. */
  async stop(): Promise<void> {
    if (!this.#process) {
      return;
    }
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.ref();
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.#data, { recursive: true, force: true });
  }

  get tenantId(): string {
    return this.#description.tenantId;
  }

  get subscriptionId(): string {
    return this.#description.subscriptionId;
  }

  /** The resource id of the default account. */
  get resourceId(): string {
    return this.#description.resourceId;
  }

  /** The endpoint of the default account, as the OpenAI SDKs take it. */
  get openaiEndpoint(): string {
    return this.#value("AZURE_OPENAI_ENDPOINT");
  }

  /** The `…/models` endpoint of the default account, as @azure-rest/ai-inference takes it. */
  get inferenceEndpoint(): string {
    return this.#value("KEYLESS_ENDPOINT");
  }

  /** The certificate authority of the server, in PEM. */
  get caFile(): string {
    return join(this.#data, "ca.pem");
  }

  /** The text of `caFile`. */
  get ca(): string {
    return this.#ca;
  }

  /**
   * The variables that point az and every Azure SDK at the server. With a principal (the name of a service principal or
   * user), DefaultAzureCredential signs in as it.
   */
  environment(principal?: string): Record<string, string> {
    const env = { ...this.#description.env };
    if (principal === undefined) {
      return env;
    }
    const application = this.#application(principal);
    if (application) {
      return { ...env, AZURE_CLIENT_ID: application.appId, AZURE_CLIENT_SECRET: application.secret };
    }
    const user = this.findUser(principal);
    return { ...env, AZURE_CLIENT_ID: azureCLI, AZURE_USERNAME: user.name, AZURE_PASSWORD: user.password };
  }

  /** A credential of @azure/identity that signs in as a service principal or user. It trusts this server by itself. */
  async credential(name: string): Promise<TokenCredential> {
    const { ClientSecretCredential, UsernamePasswordCredential } = await import("@azure/identity");
    const options = { authorityHost: this.#description.endpoints.login, disableInstanceDiscovery: true, tlsOptions: { ca: this.#ca } };
    const application = this.#application(name);
    if (application) {
      return new ClientSecretCredential("adfs", application.appId, application.secret, options);
    }
    const user = this.findUser(name);
    return new UsernamePasswordCredential("adfs", azureCLI, user.name, user.password, options);
  }

  /** A client of the package openai for the default account, signed in as a service principal or user. */
  async openai(name = "ci-pipeline"): Promise<AzureOpenAI> {
    const { AzureOpenAI } = await import("openai");
    return new AzureOpenAI({
      baseURL: `${this.openaiEndpoint}/openai`, apiVersion: "2024-10-21", maxRetries: 0, fetch: this.#fetch,
      apiKey: "", azureADTokenProvider: () => this.token(name),
    });
  }

  /** A client of the package @azure-rest/ai-inference for the default account, signed in as a service principal or user. */
  async inference(name = "ci-pipeline"): Promise<ModelClient> {
    const { default: createClient } = await import("@azure-rest/ai-inference");
    return createClient(this.inferenceEndpoint, await this.credential(name), {
      credentials: { scopes: [INFERENCE_SCOPE] }, tlsOptions: { ca: this.#ca }, retryOptions: { maxRetries: 0 },
    });
  }

  /** An access token of a service principal or user. */
  async token(name: string, scope: string = INFERENCE_SCOPE): Promise<string> {
    const key = `${name} ${scope}`;
    const known = this.#tokens.get(key);
    if (known && known.until > Date.now()) {
      return known.token;
    }
    const application = this.#application(name);
    const form = new URLSearchParams({ scope });
    if (application) {
      form.set("grant_type", "client_credentials");
      form.set("client_id", application.appId);
      form.set("client_secret", application.secret);
    } else {
      const user = this.findUser(name);
      form.set("grant_type", "password");
      form.set("client_id", azureCLI);
      form.set("username", user.name);
      form.set("password", user.password);
    }
    const url = `${this.#description.endpoints.login}/${this.tenantId}/oauth2/v2.0/token`;
    const answer = await this.#request<{ access_token: string; expires_in: number }>("POST", url, {
      body: form.toString(),
      type: "application/x-www-form-urlencoded",
    });
    this.#tokens.set(key, { token: answer.access_token, until: Date.now() + answer.expires_in * 500 });
    return answer.access_token;
  }

  /** Returns a user of the world, or one that `user` made. The name may leave out the domain. */
  findUser(name: string): User {
    const full = this.#fullName(name);
    const made = this.#made.get(full);
    if (made) {
      return made;
    }
    const known = this.#description.users?.find((u) => u.userPrincipalName === full);
    if (!known) {
      throw new KeylessError(`there is no user ${full}`);
    }
    return { name: full, id: known.id, password: known.password };
  }

  /** Returns the user, made if there is none, with these roles on the default account. */
  async user(name: string, roles: string[] = []): Promise<User> {
    const full = this.#fullName(name);
    let user = this.#made.get(full);
    if (!user && !this.#description.users?.some((u) => u.userPrincipalName === full)) {
      const password = `Pw-${randomUUID()}`;
      const nick = full.split("@")[0];
      const made = await this.#request<{ id: string }>("POST", `${this.#description.endpoints.graph}/v1.0/users`, {
        token: await this.#adminToken("graph"),
        json: {
          accountEnabled: true, displayName: nick, mailNickname: nick, userPrincipalName: full,
          passwordProfile: { password, forceChangePasswordNextSignIn: false },
        },
      });
      user = { name: full, id: made.id, password };
      this.#made.set(full, user);
    }
    for (const role of roles) {
      await this.grant(full, role);
    }
    return user ?? this.findUser(full);
  }

  /** Assigns a role, and resolves to the id of the assignment when it is in force. */
  async grant(principal: string, role: string = COGNITIVE_SERVICES_USER, scope: string = this.resourceId): Promise<string> {
    const [held] = await this.#assignments(principal, role, scope);
    if (held) {
      return held.id;
    }
    const [principalId, principalType] = this.#principal(principal);
    const roleDefinitionId = await this.#role(role, scope);
    const made = await this.#arm<Assignment>(
      "PUT", `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, authorizationAPI,
      { properties: { roleDefinitionId, principalId, principalType } },
    );
    return made.id;
  }

  /** Removes a role assignment, and resolves when it is not in force any more. */
  async revoke(principal: string, role: string = COGNITIVE_SERVICES_USER, scope: string = this.resourceId): Promise<void> {
    const held = await this.#assignments(principal, role, scope);
    if (held.length === 0) {
      throw new KeylessError(`${principal} does not hold ${role} at ${scope}`);
    }
    for (const assignment of held) {
      await this.#arm("DELETE", assignment.id, authorizationAPI);
    }
  }

  /** The latest decisions about the default account, the newest first. */
  async decisions(principal?: string, limit = 50): Promise<Decision[]> {
    const wanted = principal === undefined ? undefined : this.#principal(principal)[0];
    const answer = await this.#arm<{ value: Record<string, any>[] }>(
      "GET", `${this.resourceId}/providers/Microsoft.Keyless/decisions`, `${keylessAPI}&order=newest&$top=200`);
    return answer.value
      .filter((r) => r["kind"] === "decision" && r["detail"]?.plane !== "control" && (!wanted || r["principal"] === wanted))
      // Records of allowed calls are written later than those of refusals, so that their place in the log says little.
      .sort((a, b) => (moment(b["at"]) > moment(a["at"]) ? 1 : -1))
      .slice(0, limit)
      .map((r) => ({
        id: r["id"], allowed: r["allowed"] === true, because: r["reason"] ?? "", principal: r["name"] ?? "",
        principalId: r["principal"] ?? "", action: r["action"] ?? "", operation: r["detail"]?.operation ?? "",
        scope: r["scope"] ?? "", smallestRole: r["detail"]?.explanation?.smallestRole?.roleName,
      }));
  }

  /** The latest decision. A decision that allows a call may appear up to a second after the call. */
  async lastDecision(principal?: string): Promise<Decision> {
    for (const until = Date.now() + 3000; ; ) {
      const [latest] = await this.decisions(principal, 1);
      if (latest) {
        return latest;
      }
      if (Date.now() > until) {
        throw new KeylessError("the server has decided nothing yet" + (principal ? ` about ${principal}` : ""));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What a principal, or everybody, has used of the default account. */
  async usage(principal?: string): Promise<Usage> {
    const answer = await this.#arm<{ value: Record<string, any>[]; total: Usage }>(
      "GET", `${this.resourceId}/providers/Microsoft.Keyless/usage`, `${keylessAPI}&by=principal`);
    let row: Record<string, any> = answer.total;
    if (principal !== undefined) {
      const [id] = this.#principal(principal);
      row = answer.value.find((r) => r["principalId"] === id) ?? {};
    }
    const number = (name: keyof Usage) => Number(row[name] ?? 0);
    return {
      requests: number("requests"), failed: number("failed"), throttled: number("throttled"),
      promptTokens: number("promptTokens"), completionTokens: number("completionTokens"), totalTokens: number("totalTokens"),
    };
  }

  /** Sets what the built-in model answers: YAML as in docs/built-in-model.md, a list of replies, or null for nothing. */
  script(replies: string | Reply[] | null): void {
    const text = replies === null ? "" : typeof replies === "string" ? replies : JSON.stringify({ replies });
    const path = join(this.#data, "script.yaml");
    const temporary = `${path}.${randomUUID()}`;
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  }

  #value(name: string): string {
    const value = this.#description.env[name];
    if (value === undefined) {
      throw new KeylessError(`the world has no account, so there is no ${name}`);
    }
    return value;
  }

  #fullName(name: string): string {
    const domain = this.#description.users?.[0]?.userPrincipalName.split("@")[1] ?? "keyless.localhost";
    return name.includes("@") ? name : `${name}@${domain}`;
  }

  #application(name: string): Application | undefined {
    return this.#description.servicePrincipals?.find((a) => a.displayName === name);
  }

  #principal(name: string): [id: string, type: string] {
    const application = this.#application(name);
    if (application) {
      return [application.id, "ServicePrincipal"];
    }
    const group = this.#description.groups?.find((g) => g.displayName === name);
    if (group) {
      return [group.id, "Group"];
    }
    const identity = this.#description.managedIdentities?.find((i) => i.name === name);
    return identity ? [identity.id, "ServicePrincipal"] : [this.findUser(name).id, "User"];
  }

  async #adminToken(host: "arm" | "graph"): Promise<string> {
    const admin = this.#description.users?.[0];
    if (!admin) {
      throw new KeylessError("the world has no user who could administer it");
    }
    return this.token(admin.userPrincipalName, `${this.#description.endpoints[host]}/.default`);
  }

  async #role(name: string, scope: string): Promise<string> {
    const filter = encodeURIComponent(`roleName eq '${name}'`);
    const answer = await this.#arm<{ value: { id: string }[] }>(
      "GET", `${scope}/providers/Microsoft.Authorization/roleDefinitions`, `${authorizationAPI}&$filter=${filter}`);
    const [found] = answer.value;
    if (!found) {
      throw new KeylessError(`there is no role called ${name}`);
    }
    return found.id;
  }

  async #assignments(principal: string, role: string, scope: string): Promise<Assignment[]> {
    const definition = (await this.#role(role, scope)).split("/").pop();
    const filter = encodeURIComponent(`atScope() and principalId eq '${this.#principal(principal)[0]}'`);
    const answer = await this.#arm<{ value: Assignment[] }>(
      "GET", `${scope}/providers/Microsoft.Authorization/roleAssignments`, `${authorizationAPI}&$filter=${filter}`);
    return answer.value.filter((a) =>
      a.properties.scope.toLowerCase() === scope.toLowerCase() && a.properties.roleDefinitionId.split("/").pop() === definition);
  }

  async #arm<T>(method: string, path: string, version: string, json?: unknown): Promise<T> {
    const url = `${this.#description.endpoints.arm}${path}?api-version=${version}`;
    return this.#request<T>(method, url, { token: await this.#adminToken("arm"), json });
  }

  /** Sends a request with the server's certificate authority, which fetch cannot be given. */
  #request<T>(method: string, url: string, options: { token?: string; json?: unknown; body?: string; type?: string }): Promise<T> {
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const headers: Record<string, string> = {};
    if (options.token) {
      headers["Authorization"] = `Bearer ${options.token}`;
    }
    if (body !== undefined) {
      headers["Content-Type"] = options.type ?? "application/json";
      headers["Content-Length"] = String(Buffer.byteLength(body));
    }
    return new Promise((resolve, reject) => {
      const request = httpsRequest(url, { method, headers, ca: this.#ca, timeout: 30_000, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          if ((response.statusCode ?? 500) >= 400) {
            reject(new KeylessError(`${method} ${url}: ${response.statusCode}: ${text}`));
            return;
          }
          resolve((text ? JSON.parse(text) : {}) as T);
        });
      });
      request.on("timeout", () => request.destroy(new KeylessError(`${method} ${url}: no answer within 30 s`)));
      request.on("error", reject);
      request.end(body);
    });
  }

  /** fetch with the server's certificate authority. It follows no redirect: the server sends none to clients of models. */
  #fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const asked = new Request(input, init);
    const body = asked.body ? Buffer.from(await asked.arrayBuffer()) : undefined;
    const headers = { ...Object.fromEntries(asked.headers), ...(body && { "content-length": String(body.length) }) };
    return new Promise((resolve, reject) => {
      const options = { method: asked.method, headers, ca: this.#ca, agent: false as const, signal: asked.signal };
      const request = httpsRequest(asked.url, options, (response) => {
        const answered = new Headers();
        for (const [field, value] of Object.entries(response.headersDistinct)) {
          value?.forEach((one) => answered.append(field, one));
        }
        const status = response.statusCode ?? 500;
        const empty = status === 204 || status === 304;
        resolve(new Response(empty ? null : (Readable.toWeb(response) as unknown as BodyInit), { status, headers: answered }));
      });
      request.on("error", reject);
      request.end(body);
    });
  };
}

/** What orders times in UTC as the server writes them: with as many digits of a second as it needs. */
function moment(text: string): string {
  const [second = "", fraction = ""] = text.replace(/Z$/, "").split(".");
  return `${second}.${fraction.padEnd(9, "0")}`;
}

/** Resolves to what the server prints when it answers. */
function described(child: ChildProcess, logFile: string): Promise<Description> {
  return new Promise((resolve, reject) => {
    let text = "";
    const said = () => readFileSync(logFile, "utf8").trim();
    const late = setTimeout(() => reject(new KeylessError(`the keyless server did not answer within a minute: ${said()}`)), startMilliseconds);
    child.once("error", (error) => {
      clearTimeout(late);
      reject(new KeylessError(`the keyless server could not be started: ${error.message}`));
    });
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new KeylessError(`the keyless server ended with code ${code}: ${said()}`));
    });
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString("utf8");
      try {
        resolve(JSON.parse(text) as Description);
      } catch {
        return; // not whole yet
      }
      clearTimeout(late);
      child.removeAllListeners("exit");
    });
  });
}

/**
 * Sets the environment of this process so that DefaultAzureCredential signs in to the server as a principal, and returns
 * a function that puts back what was there.
 *
 * Node.js reads NODE_EXTRA_CA_CERTS only when it starts, so that a server which this process started is not trusted by
 * `fetch`. `useEnvironment` adds the server's certificate authority where this version of Node.js can: to the default
 * authorities from 22.19 and 24.5 on, before that to those of node:https alone, which @azure/identity uses and the OpenAI SDK
 * does not. Processes that were started beside the server (see `KeylessServer.running`) trust it in any version.
 */
export function useEnvironment(server: KeylessServer, principal = "ci-pipeline"): () => void {
  const env = { ...server.environment(principal), AZURE_TOKEN_CREDENTIALS: "EnvironmentCredential" };
  const names = new Set([...Object.keys(env), ...Object.keys(process.env).filter((n) => /^(AZURE|IDENTITY|MSI|ARM)_/.test(n))]);
  const before = new Map([...names].map((name) => [name, process.env[name]]));
  for (const name of names) {
    delete process.env[name];
  }
  Object.assign(process.env, env);
  trust(server.ca);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  };
}

/** Has this process trust an authority, where this version of Node.js can: see useEnvironment. */
export function trust(authority: string): void {
  const newer = tls as unknown as { getCACertificates?: (kind: string) => string[]; setDefaultCACertificates?: (all: string[]) => void };
  if (newer.getCACertificates && newer.setDefaultCACertificates) {
    newer.setDefaultCACertificates([...newer.getCACertificates("default"), authority]);
    return;
  }
  if (!process.env["NODE_EXTRA_CA_CERTS"]) {
    globalAgent.options.ca = [...tls.rootCertificates, authority];
  }
}
