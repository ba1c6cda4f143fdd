// A keyless server for tests, and what a test does with it: grant, call, revoke, and ask for the reason.
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { globalAgent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import * as tls from "node:tls";
import { join } from "node:path";
import { promisify } from "node:util";
import { binaryPath } from "keyless";
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
    name = "KeylessError";
}
/**
 * A developer server of its own: its data folder, on free ports, stopped by `stop`.
 *
 * The first user of the world administers it: grants, new users and questions about decisions are made in that user's
 * name, through the same public interfaces as anyone's.
 */
export class KeylessServer {
    #description;
    #data;
    #process; // undefined if another process runs the server
    #ca;
    #tokens = new Map();
    #made = new Map();
    constructor(description, data, process) {
        this.#description = description;
        this.#data = data;
        this.#process = process;
        this.#ca = readFileSync(this.caFile, "utf8");
    }
    /** Starts a server and resolves when it answers. It also stops when this process ends. */
    static async start(options = {}) {
        const data = mkdtempSync(join(tmpdir(), "keyless-"));
        const script = join(data, "script.yaml");
        const logFile = join(data, "server.log");
        writeFileSync(script, "");
        const log = openSync(logFile, "w");
        const flags = ["up", "--json", "--data", data, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--no-ollama",
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
        }
        catch (error) {
            child.kill("SIGKILL");
            rmSync(data, { recursive: true, force: true });
            throw error;
        }
    }
    /**
     * Returns the server that this process was started beside: by the global setup of Vitest or Jest, or by
     * `keyless run` or `keyless exec`. `stop` leaves it running.
     */
    static async running() {
        const data = process.env["KEYLESS_DATA"];
        if (!data) {
            throw new KeylessError("no server runs for this process: KEYLESS_DATA is not set. Add @keyless/testing/global-setup to the global setup " +
                "of Vitest or Jest, run the tests with `keyless run -- …`, or call KeylessServer.start().");
        }
        const { stdout } = await promisify(execFile)(binaryPath(), ["env", "--shell", "json", "--data", data]);
        return new KeylessServer(JSON.parse(stdout), data);
    }
    /** Stops the server and removes its folder. */
    async stop() {
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
    get tenantId() {
        return this.#description.tenantId;
    }
    get subscriptionId() {
        return this.#description.subscriptionId;
    }
    /** The resource id of the default account. */
    get resourceId() {
        return this.#description.resourceId;
    }
    /** The endpoint of the default account, as the OpenAI SDKs take it. */
    get openaiEndpoint() {
        return this.#value("AZURE_OPENAI_ENDPOINT");
    }
    /** The `…/models` endpoint of the default account, as @azure-rest/ai-inference takes it. */
    get inferenceEndpoint() {
        return this.#value("KEYLESS_ENDPOINT");
    }
    /** The certificate authority of the server, in PEM. */
    get caFile() {
        return join(this.#data, "ca.pem");
    }
    /** The text of `caFile`. */
    get ca() {
        return this.#ca;
    }
    /**
     * The variables that point az and every Azure SDK at the server. With a principal (the name of a service principal or
     * user), DefaultAzureCredential signs in as it.
     */
    environment(principal) {
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
    /** A credential of @azure/identity that signs in as a service principal. */
    async credential(name) {
        const application = this.#application(name);
        if (!application) {
            throw new KeylessError(`there is no service principal ${name}`);
        }
        const { ClientSecretCredential } = await import("@azure/identity");
        return new ClientSecretCredential("adfs", application.appId, application.secret, {
            authorityHost: this.#description.endpoints.login,
            disableInstanceDiscovery: true,
        });
    }
    /** An access token of a service principal or user. */
    async token(name, scope = INFERENCE_SCOPE) {
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
        }
        else {
            const user = this.findUser(name);
            form.set("grant_type", "password");
            form.set("client_id", azureCLI);
            form.set("username", user.name);
            form.set("password", user.password);
        }
        const url = `${this.#description.endpoints.login}/${this.tenantId}/oauth2/v2.0/token`;
        const answer = await this.#request("POST", url, {
            body: form.toString(),
            type: "application/x-www-form-urlencoded",
        });
        this.#tokens.set(key, { token: answer.access_token, until: Date.now() + answer.expires_in * 500 });
        return answer.access_token;
    }
    /** Returns a user of the world, or one that `user` made. The name may leave out the domain. */
    findUser(name) {
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
    async user(name, roles = []) {
        const full = this.#fullName(name);
        let user = this.#made.get(full);
        if (!user && !this.#description.users?.some((u) => u.userPrincipalName === full)) {
            const password = `Pw-${randomUUID()}`;
            const nick = full.split("@")[0];
            const made = await this.#request("POST", `${this.#description.endpoints.graph}/v1.0/users`, {
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
    async grant(principal, role = COGNITIVE_SERVICES_USER, scope = this.resourceId) {
        const [held] = await this.#assignments(principal, role, scope);
        if (held) {
            return held.id;
        }
        const [principalId, principalType] = this.#principal(principal);
        const roleDefinitionId = await this.#role(role, scope);
        const made = await this.#arm("PUT", `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, authorizationAPI, { properties: { roleDefinitionId, principalId, principalType } });
        return made.id;
    }
    /** Removes a role assignment, and resolves when it is not in force any more. */
    async revoke(principal, role = COGNITIVE_SERVICES_USER, scope = this.resourceId) {
        const held = await this.#assignments(principal, role, scope);
        if (held.length === 0) {
            throw new KeylessError(`${principal} does not hold ${role} at ${scope}`);
        }
        for (const assignment of held) {
            await this.#arm("DELETE", assignment.id, authorizationAPI);
        }
    }
    /** The latest decisions about the default account, the newest first. */
    async decisions(principal, limit = 50) {
        const wanted = principal === undefined ? undefined : this.#principal(principal)[0];
        const answer = await this.#arm("GET", `${this.resourceId}/providers/Microsoft.Keyless/decisions`, keylessAPI);
        return answer.value
            .filter((r) => r["kind"] === "decision" && r["detail"]?.plane !== "control" && (!wanted || r["principal"] === wanted))
            .sort((a, b) => (b["seq"] ?? 0) - (a["seq"] ?? 0))
            .slice(0, limit)
            .map((r) => ({
            id: r["id"], allowed: r["allowed"] === true, because: r["reason"] ?? "", principal: r["name"] ?? "",
            principalId: r["principal"] ?? "", action: r["action"] ?? "", operation: r["detail"]?.operation ?? "",
            scope: r["scope"] ?? "", smallestRole: r["detail"]?.explanation?.smallestRole?.roleName,
        }));
    }
    /** The latest decision. A decision that allows a call may appear up to a second after the call. */
    async lastDecision(principal) {
        for (const until = Date.now() + 3000;;) {
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
    async usage(principal) {
        const answer = await this.#arm("GET", `${this.resourceId}/providers/Microsoft.Keyless/usage`, `${keylessAPI}&by=principal`);
        let row = answer.total;
        if (principal !== undefined) {
            const [id] = this.#principal(principal);
            row = answer.value.find((r) => r["principal"] === id || r["id"] === id || r["key"] === id) ?? {};
        }
        const number = (name) => Number(row[name] ?? 0);
        return {
            requests: number("requests"), failed: number("failed"), throttled: number("throttled"),
            promptTokens: number("promptTokens"), completionTokens: number("completionTokens"), totalTokens: number("totalTokens"),
        };
    }
    /** Sets what the built-in model answers: YAML as in docs/built-in-model.md, a list of replies, or null for nothing. */
    script(replies) {
        const text = replies === null ? "" : typeof replies === "string" ? replies : JSON.stringify({ replies });
        const path = join(this.#data, "script.yaml");
        const temporary = `${path}.${randomUUID()}`;
        writeFileSync(temporary, text);
        renameSync(temporary, path);
    }
    #value(name) {
        const value = this.#description.env[name];
        if (value === undefined) {
            throw new KeylessError(`the world has no account, so there is no ${name}`);
        }
        return value;
    }
    #fullName(name) {
        const domain = this.#description.users?.[0]?.userPrincipalName.split("@")[1] ?? "keyless.localhost";
        return name.includes("@") ? name : `${name}@${domain}`;
    }
    #application(name) {
        return this.#description.servicePrincipals?.find((a) => a.displayName === name);
    }
    #principal(name) {
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
    async #adminToken(host) {
        const admin = this.#description.users?.[0];
        if (!admin) {
            throw new KeylessError("the world has no user who could administer it");
        }
        return this.token(admin.userPrincipalName, `${this.#description.endpoints[host]}/.default`);
    }
    async #role(name, scope) {
        const filter = encodeURIComponent(`roleName eq '${name}'`);
        const answer = await this.#arm("GET", `${scope}/providers/Microsoft.Authorization/roleDefinitions`, `${authorizationAPI}&$filter=${filter}`);
        const [found] = answer.value;
        if (!found) {
            throw new KeylessError(`there is no role called ${name}`);
        }
        return found.id;
    }
    async #assignments(principal, role, scope) {
        const definition = (await this.#role(role, scope)).split("/").pop();
        const filter = encodeURIComponent(`atScope() and principalId eq '${this.#principal(principal)[0]}'`);
        const answer = await this.#arm("GET", `${scope}/providers/Microsoft.Authorization/roleAssignments`, `${authorizationAPI}&$filter=${filter}`);
        return answer.value.filter((a) => a.properties.scope.toLowerCase() === scope.toLowerCase() && a.properties.roleDefinitionId.split("/").pop() === definition);
    }
    async #arm(method, path, version, json) {
        const url = `${this.#description.endpoints.arm}${path}?api-version=${version}`;
        return this.#request(method, url, { token: await this.#adminToken("arm"), json });
    }
    /** Sends a request with the server's certificate authority, which fetch cannot be given. */
    #request(method, url, options) {
        const body = options.json === undefined ? options.body : JSON.stringify(options.json);
        const headers = {};
        if (options.token) {
            headers["Authorization"] = `Bearer ${options.token}`;
        }
        if (body !== undefined) {
            headers["Content-Type"] = options.type ?? "application/json";
            headers["Content-Length"] = String(Buffer.byteLength(body));
        }
        return new Promise((resolve, reject) => {
            const request = httpsRequest(url, { method, headers, ca: this.#ca, timeout: 30_000, agent: false }, (response) => {
                const parts = [];
                response.on("data", (part) => parts.push(part));
                response.on("error", reject);
                response.on("end", () => {
                    const text = Buffer.concat(parts).toString("utf8");
                    if ((response.statusCode ?? 500) >= 400) {
                        reject(new KeylessError(`${method} ${url}: ${response.statusCode}: ${text}`));
                        return;
                    }
                    resolve((text ? JSON.parse(text) : {}));
                });
            });
            request.on("timeout", () => request.destroy(new KeylessError(`${method} ${url}: no answer within 30 s`)));
            request.on("error", reject);
            request.end(body);
        });
    }
}
/** Resolves to what the server prints when it answers. */
function described(child, logFile) {
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
        child.stdout?.on("data", (part) => {
            text += part.toString("utf8");
            try {
                resolve(JSON.parse(text));
            }
            catch {
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
export function useEnvironment(server, principal = "ci-pipeline") {
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
            }
            else {
                process.env[name] = value;
            }
        }
    };
}
function trust(authority) {
    const newer = tls;
    if (newer.getCACertificates && newer.setDefaultCACertificates) {
        newer.setDefaultCACertificates([...newer.getCACertificates("default"), authority]);
        return;
    }
    if (!process.env["NODE_EXTRA_CA_CERTS"]) {
        globalAgent.options.ca = [...tls.rootCertificates, authority];
    }
}
