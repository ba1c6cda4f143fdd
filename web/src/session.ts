// Who is signed in. The portal signs in as every page does: by authorization code with PKCE. Tokens are in memory only;
// when the page is opened again the session cookie of the sign-in origin signs it in without a question.
import { config } from "./config";

export interface Account {
  id: string; // object id
  tenant: string;
  name: string;
  userName: string;
}

// The APIs that the portal calls, by the resource that their tokens are for.
export const resources = {
  arm: "https://management.azure.com",
  graph: "https://graph.microsoft.com",
  models: "https://cognitiveservices.azure.com",
} as const;
export type Resource = keyof typeof resources;

// SignInError is a failure that sign-in told the page.
export class SignInError extends Error {
  constructor(readonly code: string, message: string, readonly number = 0) {
    super(message);
  }
}

interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  route: string; // where the person was
  resource: Resource; // what the sign-in is for: a policy may ask for more at one than at others
}

// A conditional access policy refuses: the page stays and says so, because a sign-in would be refused too.
const blocked = 53003;

const pendingKey = "keyless.pending";
const signedOutKey = "keyless.signed-out";
const endpoint = config.login + "/organizations/oauth2/v2.0";

let account: Account | undefined;
let refreshToken = "";
const tokens = new Map<Resource, { token: string; until: number }>();
const asked = new Map<Resource, Promise<string>>();

export const signedIn = (): Account => account!;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

// start signs in, or returns "signed-out" if the person has just signed out. It navigates away, and never returns, where
// the person is needed.
export async function start(): Promise<"signed-in" | "signed-out"> {
  if (location.origin + "/" !== config.redirect) {
    location.replace(config.redirect + location.hash); // another name of the same server: sign-in knows one
    return never();
  }
  const answer = new URLSearchParams(location.hash.slice(1));
  if (answer.has("state") && (answer.has("code") || answer.has("error"))) {
    await finish(answer);
    return "signed-in";
  }
  if (sessionStorage.getItem(signedOutKey)) return "signed-out";
  return signIn();
}

// signIn sends the browser to the sign-in page, to come back to where it is now.
export async function signIn(options: { prompt?: string; route?: string; resource?: Resource } = {}): Promise<never> {
  const pending: Pending = { state: random(), nonce: random(), verifier: random(), route: options.route ?? location.hash, resource: options.resource ?? "arm" };
  sessionStorage.removeItem(signedOutKey);
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    client_id: config.clientId,
    response_type: "code",
    response_mode: "fragment",
    redirect_uri: config.redirect,
    scope: scope(pending.resource),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: base64url(new Uint8Array(hash)),
    code_challenge_method: "S256",
  });
  if (options.prompt) query.set("prompt", options.prompt);
  location.assign(endpoint + "/authorize?" + query);
  return never();
}

export async function signOut(): Promise<never> {
  tokens.clear();
  refreshToken = "";
  sessionStorage.setItem(signedOutKey, "1");
  location.assign(endpoint + "/logout?" + new URLSearchParams({ client_id: config.clientId, post_logout_redirect_uri: config.redirect }));
  return never();
}

async function finish(answer: URLSearchParams): Promise<void> {
  const pending: Pending | null = JSON.parse(sessionStorage.getItem(pendingKey) ?? "null");
  sessionStorage.removeItem(pendingKey);
  history.replaceState(null, "", location.pathname + (pending?.route ?? ""));
  if (!pending || pending.state !== answer.get("state"))
    throw new SignInError("invalid_state", "This answer does not belong to a sign-in that this window began. Sign in again.");
  const error = answer.get("error");
  if (error) throw signInError(error, answer.get("error_description") ?? error, Number(answer.get("error_codes") ?? 0));
  const claims = await redeem(pending.resource, {
    grant_type: "authorization_code",
    code: answer.get("code")!,
    redirect_uri: config.redirect,
    code_verifier: pending.verifier,
  });
  if (!claims || claims.nonce !== pending.nonce) throw new SignInError("invalid_nonce", "The ID token was not made for this sign-in. Sign in again.");
  account = {
    id: String(claims.oid),
    tenant: String(claims.tid),
    name: String(claims.name ?? claims.preferred_username ?? claims.oid),
    userName: String(claims.preferred_username ?? ""),
  };
}

function signInError(code: string, description: string, number: number): SignInError {
  const found = /^AADSTS(\d+): /.exec(description);
  return new SignInError(code, description.split(" Trace ID: ")[0]!, number || Number(found?.[1] ?? 0));
}

const scope = (resource: Resource): string => resources[resource] + "/.default openid profile offline_access";

// redeem trades a grant for a token of a resource, and returns the claims of the ID token.
async function redeem(resource: Resource, grant: Record<string, string>): Promise<Record<string, unknown> | undefined> {
  const response = await fetch(endpoint + "/token", {
    method: "POST",
    body: new URLSearchParams({ client_id: config.clientId, scope: scope(resource), ...grant }),
  });
  const body = await response.json();
  if (!response.ok) throw signInError(body.error, body.error_description ?? body.error, body.error_codes?.[0] ?? 0);
  refreshToken = body.refresh_token ?? refreshToken;
  tokens.set(resource, { token: body.access_token, until: Date.now() + body.expires_in * 1000 });
  return body.id_token ? claimsOf(body.id_token) : undefined;
}

// claimsOf reads an ID token that came from the token endpoint itself, so that its signature says nothing more.
function claimsOf(token: string): Record<string, unknown> {
  const bytes = Uint8Array.from(atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

// Refresh tokens of pages are good for one use, so one is used at a time.
let queue: Promise<unknown> = Promise.resolve();

// accessToken returns a token for a resource that is good for a minute more, and renews it where it is not. fresh asks for
// a new one. Where the sign-in has ended the browser goes to the sign-in page and comes back to where it was.
export function accessToken(resource: Resource, fresh = false): Promise<string> {
  const known = tokens.get(resource);
  if (!fresh && known && known.until > Date.now() + 60_000) return Promise.resolve(known.token);
  const running = asked.get(resource);
  if (running) return running;
  const renewed = queue.then(() => renew(resource)).finally(() => asked.delete(resource));
  queue = renewed.catch(() => undefined);
  asked.set(resource, renewed);
  return renewed;
}

async function renew(resource: Resource): Promise<string> {
  try {
    await redeem(resource, { grant_type: "refresh_token", refresh_token: refreshToken });
  } catch (error) {
    if (error instanceof SignInError && error.number !== blocked && ["invalid_grant", "interaction_required", "login_required"].includes(error.code)) return signIn({ resource });
    throw error;
  }
  return tokens.get(resource)!.token;
}

const never = (): Promise<never> => new Promise(() => undefined);
