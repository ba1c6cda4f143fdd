import type { TokenCredential } from "@azure/identity";
/** The role that lets a principal call models. */
export declare const COGNITIVE_SERVICES_USER = "Cognitive Services User";
/** The scope of tokens for models. */
export declare const INFERENCE_SCOPE = "https://cognitiveservices.azure.com/.default";
/** The server did not start, or refused a request of the test itself. */
export declare class KeylessError extends Error {
    name: string;
}
/** One decision of the server: who asked for what, and the answer. */
export interface Decision {
    /** The value of the header x-keyless-decision. */
    id: string;
    allowed: boolean;
    /** The reason in one line, such as "granted" or "nothing grants it". */
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
/**
 * A developer server of its own: its data folder, on free ports, stopped by `stop`.
 *
 * The first user of the world administers it: grants, new users and questions about decisions are made in that user's
 * name, through the same public interfaces as anyone's.
 */
export declare class KeylessServer {
    #private;
    private constructor();
    /** Starts a server and resolves when it answers. It also stops when this process ends. */
    static start(options?: StartOptions): Promise<KeylessServer>;
    /**
     * Returns the server that this process was started beside: by the global setup of Vitest or Jest, or by
     * `keyless run` or `keyless exec`. `stop` leaves it running.
     */
    static running(): Promise<KeylessServer>;
    /** Stops the server and removes its folder. */
    stop(): Promise<void>;
    get tenantId(): string;
    get subscriptionId(): string;
    /** The resource id of the default account. */
    get resourceId(): string;
    /** The endpoint of the default account, as the OpenAI SDKs take it. */
    get openaiEndpoint(): string;
    /** The `…/models` endpoint of the default account, as @azure-rest/ai-inference takes it. */
    get inferenceEndpoint(): string;
    /** The certificate authority of the server, in PEM. */
    get caFile(): string;
    /** The text of `caFile`. */
    get ca(): string;
    /**
     * The variables that point az and every Azure SDK at the server. With a principal (the name of a service principal or
     * user), DefaultAzureCredential signs in as it.
     */
    environment(principal?: string): Record<string, string>;
    /** A credential of @azure/identity that signs in as a service principal. */
    credential(name: string): Promise<TokenCredential>;
    /** An access token of a service principal or user. */
    token(name: string, scope?: string): Promise<string>;
    /** Returns a user of the world, or one that `user` made. The name may leave out the domain. */
    findUser(name: string): User;
    /** Returns the user, made if there is none, with these roles on the default account. */
    user(name: string, roles?: string[]): Promise<User>;
    /** Assigns a role, and resolves to the id of the assignment when it is in force. */
    grant(principal: string, role?: string, scope?: string): Promise<string>;
    /** Removes a role assignment, and resolves when it is not in force any more. */
    revoke(principal: string, role?: string, scope?: string): Promise<void>;
    /** The latest decisions about the default account, the newest first. */
    decisions(principal?: string, limit?: number): Promise<Decision[]>;
    /** The latest decision. A decision that allows a call may appear up to a second after the call. */
    lastDecision(principal?: string): Promise<Decision>;
    /** What a principal, or everybody, has used of the default account. */
    usage(principal?: string): Promise<Usage>;
    /** Sets what the built-in model answers: YAML as in docs/built-in-model.md, a list of replies, or null for nothing. */
    script(replies: string | Reply[] | null): void;
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
export declare function useEnvironment(server: KeylessServer, principal?: string): () => void;
