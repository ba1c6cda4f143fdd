// One way to call the server's APIs: with a token of the person who is signed in, and failures as ApiError.
import { config } from "../config";
import { accessToken, type Resource } from "../session";
import type { Page } from "../ui/pages";

// ApiError is an answer that says no, or no answer.
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number, // 0: no answer came
    readonly code: string,
    readonly requestId: string,
    readonly decision: string, // id of a recorded refusal; "" if it was none
    readonly retryAfter: number, // seconds; 0 if it was not said
    readonly body: unknown,
  ) {
    super(message);
  }
}

export interface Ask {
  method?: string;
  body?: unknown; // sent as JSON
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

// isAccount reports whether an address is one of an account of this server: a token for models goes nowhere else.
function isAccount(address: string): boolean {
  const asked = new URL(address);
  const known = new URL(config.accounts.replace("*", "star-label"));
  if (asked.protocol !== known.protocol) return false;
  if (known.host.startsWith("star-label.")) return asked.host.endsWith(known.host.slice("star-label".length));
  return asked.host === known.host && asked.pathname.startsWith(known.pathname.split("star-label")[0]!);
}

// send calls an address and returns the answer if it is a good one.
export async function send(resource: Resource, address: string, ask: Ask = {}): Promise<Response> {
  if (resource === "models" && !isAccount(address)) throw new Error("not an address of an account of this server: " + address);
  let response = await attempt(resource, address, ask, false);
  // A token that has ended before its time: the server has other keys, or the sign-in was revoked. A new one tells.
  if (response.status === 401 && isAboutToken(response)) response = await attempt(resource, address, ask, true);
  if (response.ok) return response;
  throw await failure(response);
}

async function attempt(resource: Resource, address: string, ask: Ask, fresh: boolean): Promise<Response> {
  try {
    const headers: Record<string, string> = { ...ask.headers, authorization: "Bearer " + (await accessToken(resource, fresh)) };
    if (ask.body !== undefined) headers["content-type"] = "application/json";
    const init: RequestInit = { method: ask.method ?? "GET", headers, cache: "no-store", credentials: "omit", redirect: "error" };
    if (ask.body !== undefined) init.body = JSON.stringify(ask.body);
    if (ask.signal) init.signal = ask.signal;
    return await fetch(address, init);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch fails with one where no answer comes
    throw new ApiError("The server does not answer. It may be restarting: try again.", 0, "NoAnswer", "", "", 0, undefined);
  }
}

const isAboutToken = (response: Response): boolean => /invalid_token|insufficient_claims/.test(response.headers.get("www-authenticate") ?? "");

async function failure(response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: any = text;
  try {
    body = JSON.parse(text);
  } catch {
    // an answer of something else than the server's APIs
  }
  const error = body?.error ?? body ?? {};
  const head = (name: string): string => response.headers.get(name) ?? "";
  return new ApiError(
    [error.message, body?.detail].find((text) => typeof text === "string" && text) ?? `The server answered ${response.status}.`,
    response.status,
    String(error.code ?? response.status),
    head("x-ms-request-id") || head("request-id") || head("x-request-id"),
    head("x-keyless-decision"),
    Number(head("retry-after")) || 0,
    body,
  );
}

async function json<T>(resource: Resource, address: string, ask?: Ask): Promise<T> {
  const response = await send(resource, address, ask);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

// arm calls Resource Manager. path may be an absolute nextLink of its own; version is the api-version.
export function arm<T>(path: string, version: string, ask?: Ask): Promise<T> {
  const address = new URL(path.startsWith("https://") ? path : config.arm + path);
  if (!address.searchParams.has("api-version")) address.searchParams.set("api-version", version);
  return json<T>("arm", within(config.arm, address.href), ask);
}

// graph calls Microsoft Graph. path begins with /v1.0, or is a nextLink.
export const graph = <T>(path: string, ask?: Ask): Promise<T> =>
  json<T>("graph", within(config.graph, path.startsWith("https://") ? path : config.graph + path), ask);

// within refuses addresses outside of a host: a token goes nowhere else.
function within(base: string, address: string): string {
  if (!address.startsWith(base + "/")) throw new Error("not an address of this server: " + address);
  return address;
}

export interface List<T> {
  value: T[];
  nextLink?: string;
}

// armPage reads a page of a list of Resource Manager, as Pages wants it.
export const armPage = <T>(version: string) => async (address: string): Promise<Page<T>> => {
  const { value, nextLink } = await arm<List<T>>(address, version);
  return { rows: value, next: nextLink };
};

// withQuery is a path with options, of which empty ones are left out.
export function withQuery(path: string, options: Record<string, string | undefined>): string {
  const given = Object.entries(options).filter((pair): pair is [string, string] => !!pair[1]);
  return path + "?" + given.map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
}

// literal is a text of $filter.
export const literal = (text: string): string => "'" + text.replaceAll("'", "''") + "'";

// all reads every page of a list of Resource Manager, up to a bound.
export async function all<T>(path: string, version: string, bound = 5000): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = path; next && found.length < bound; ) {
    const page: List<T> = await arm<List<T>>(next, version);
    found.push(...page.value);
    next = page.nextLink;
  }
  return found;
}
