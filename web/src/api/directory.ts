// What the portal asks of Microsoft Graph about people and programs.
import { signedIn } from "../session";
import type { Page } from "../ui/pages";
import { ApiError, graph, literal } from "./client";

export interface Entry {
  "@odata.type"?: string;
  id: string;
  displayName: string;
  createdDateTime?: string;
}

export interface User extends Entry {
  userPrincipalName: string;
  mail?: string | null;
  accountEnabled: boolean;
  userType: string;
  externalUserState?: string | null;
  signInSessionsValidFromDateTime?: string;
}

export interface Group extends Entry {
  description?: string | null;
}

export interface Secret {
  keyId: string;
  displayName?: string | null;
  hint?: string;
  endDateTime: string;
  secretText?: string | null;
}

export interface Certificate {
  keyId: string;
  displayName?: string | null;
  customKeyIdentifier: string; // its thumbprint
  endDateTime: string;
}

export interface Federated {
  id: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
}

export interface Application extends Entry {
  appId: string;
  identifierUris: string[];
  passwordCredentials: Secret[];
  keyCredentials: Certificate[];
  web: { redirectUris: string[] };
  spa: { redirectUris: string[] };
  publicClient: { redirectUris: string[] };
}

export interface Program extends Entry {
  appId: string;
  servicePrincipalType: string;
  accountEnabled: boolean;
  alternativeNames: string[];
  oauth2PermissionScopes?: { value: string; adminConsentDisplayName?: string | null; isEnabled: boolean }[];
}

export interface Grant {
  id: string;
  clientId: string;
  consentType: "AllPrincipals" | "Principal";
  principalId: string | null;
  resourceId: string;
  scope: string;
}

export interface SignIn {
  id: string;
  createdDateTime: string;
  userDisplayName: string;
  userPrincipalName: string;
  userId: string;
  servicePrincipalId?: string;
  servicePrincipalName?: string;
  appDisplayName: string;
  appId: string;
  ipAddress: string;
  resourceDisplayName: string;
  correlationId: string;
  signInEventTypes: string[];
  status: { errorCode: number; failureReason: string };
}

interface Answer<T> {
  value: T[];
  "@odata.nextLink"?: string;
}

// pageOf reads the page of a list at an address.
export async function pageOf<T>(address: string): Promise<Page<T>> {
  const answer = await graph<Answer<T>>(address);
  return { rows: answer.value, next: answer["@odata.nextLink"] };
}

export const listOf = async <T>(path: string): Promise<T[]> => (await graph<Answer<T>>(path)).value;

// usersCalled finds users by the beginning of their name or sign-in name. One letter or two begin too many sign-in names
// to put them in the order of names.
export const usersCalled = (text: string): string => {
  const named = `startswith(displayName,${literal(text)})`;
  return text.length < 3 ? named : `(${named} or startswith(userPrincipalName,${literal(text)}))`;
};

interface Role {
  id: string;
  displayName: string;
  isPrivileged: boolean;
  rolePermissions: { allowedResourceActions: string[] }[];
}

export interface DirectoryRole extends Entry {
  roleTemplateId: string;
}

const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
const signsOthersIn = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"; // Privileged Authentication Administrator
const owners = ["basic/update", "members/update", "owners/update", "credentials/update", "delete", "enable", "disable", "appRoleAssignedTo/update"];

// Rights say which controls would be refused, so that they are not shown. The server decides in any case.
export class Rights {
  constructor(private readonly mine: Role[], private readonly privileged: Set<string>, private readonly invitesFrom: string) {}

  // invites reports whether the person may invite guests: by the policy of the tenant, or by a role.
  invites(): boolean {
    return ["everyone", "adminsGuestInvitersAndAllMembers"].includes(this.invitesFrom) || (this.invitesFrom !== "none" && this.may("users/inviteGuest"));
  }

  // may reports whether the person may do an action, written without microsoft.directory/, to an object if one is given.
  may(action: string, on?: { id: string; owned?: boolean; roles?: DirectoryRole[] }): boolean {
    if (this.mine.some((r) => r.id === globalAdministrator)) return true;
    if (on?.roles?.some((r) => this.privileged.has(r.roleTemplateId)) && on.id !== signedIn().id) {
      const about = action === "users/password/update" || action === "users/invalidateAllRefreshTokens";
      return about && this.mine.some((r) => r.id === signsOthersIn);
    }
    if (this.mine.some((r) => r.rolePermissions.some((p) => p.allowedResourceActions.some((allowed) => covers(allowed, "microsoft.directory/" + action))))) return true;
    return !!on?.owned && owners.includes(action.slice(action.indexOf("/") + 1));
  }
}

const covers = (allowed: string, action: string): boolean => (allowed.endsWith("*") ? action.startsWith(allowed.slice(0, -1)) : allowed === action);

// rights are those of the person who is signed in. Who may not ask for them, as a guest, has none.
export async function rights(): Promise<Rights> {
  const none = (error: unknown): never[] => {
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  };
  const [held, all, policy] = await Promise.all([
    listOf<DirectoryRole>("/v1.0/me/memberOf/microsoft.graph.directoryRole?$select=id,displayName,roleTemplateId").catch(none),
    listOf<Role>("/v1.0/roleManagement/directory/roleDefinitions").catch(none),
    graph<{ allowInvitesFrom: string }>("/v1.0/policies/authorizationPolicy").catch(() => ({ allowInvitesFrom: "none" })),
  ]);
  const mine = new Set(held.map((r) => r.roleTemplateId));
  return new Rights(all.filter((r) => mine.has(r.id)), new Set(all.filter((r) => r.isPrivileged).map((r) => r.id)), policy.allowInvitesFrom);
}

// rolesOf are the directory roles that a user or a program holds.
export const rolesOf = (collection: string, id: string): Promise<DirectoryRole[]> =>
  listOf<DirectoryRole>(`/v1.0/${collection}/${id}/memberOf/microsoft.graph.directoryRole?$select=id,displayName,roleTemplateId`);

// link makes an object a member or an owner of another; unlink takes that away.
export const linkTo = (collection: string, id: string, relation: string, other: string): Promise<unknown> =>
  graph(`/v1.0/${collection}/${id}/${relation}/$ref`, { method: "POST", body: { "@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + other } });
export const unlink = (collection: string, id: string, relation: string, other: string): Promise<unknown> =>
  graph(`/v1.0/${collection}/${id}/${relation}/${other}/$ref`, { method: "DELETE" });

// newPassword is a password that nobody chose, of every kind of character that a password needs.
export function newPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz";
  const pick = (from: string): string => from[crypto.getRandomValues(new Uint32Array(1))[0]! % from.length]!;
  const block = (): string => Array.from({ length: 5 }, () => pick(letters)).join("");
  return pick(letters).toUpperCase() + [block(), block(), block()].join("-") + "-" + Array.from({ length: 4 }, () => pick("23456789")).join("");
}
