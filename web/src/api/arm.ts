// What the portal asks of Resource Manager, in its own words.
import { signedIn } from "../session";
import { all, arm, literal, withQuery, type Ask, type List } from "./client";

export const versions = {
  subscriptions: "2022-12-01",
  resources: "2021-04-01",
  management: "2020-05-01",
  cognitive: "2024-10-01",
  authorization: "2022-04-01",
  insights: "2015-04-01",
  identity: "2023-01-31",
  keyless: "2026-01-01",
} as const;

export interface Subscription {
  id: string;
  subscriptionId: string;
  displayName: string;
}

export interface Item {
  id: string;
  name: string;
  type: string;
  kind?: string;
  location?: string;
  tags?: Record<string, string>;
  sku?: { name: string; capacity?: number };
  properties?: any;
  systemData?: { createdBy?: string; createdAt?: string; lastModifiedBy?: string; lastModifiedAt?: string };
}

export const accountType = "Microsoft.CognitiveServices/accounts";

export const subscriptions = (): Promise<Subscription[]> => all<Subscription>("/subscriptions", versions.subscriptions);

// itemsAt is the address of resources or resource groups of a subscription: of a type, and with a text in their name.
export const itemsAt = (subscription: string, what: "resources" | "resourceGroups", asked: { type?: string; text?: string; top: number }): string =>
  withQuery(`${subscription}/${what}`, {
    $top: String(asked.top),
    $filter: [asked.text && `substringof(${literal(asked.text)}, name)`, asked.type && `resourceType eq ${literal(asked.type)}`].filter(Boolean).join(" and "),
  });

// accounts are the first accounts that the person may see in all subscriptions: those whose name holds a text, or any.
export async function accounts(text = "", top = 20, ask?: Ask): Promise<{ list: Item[]; more: boolean }> {
  const pages = await Promise.all((await subscriptions()).map((s) => arm<List<Item>>(itemsAt(s.id, "resources", { type: accountType, text, top }), versions.resources, ask)));
  const list = pages.flatMap((p) => p.value);
  return { list: list.slice(0, top), more: list.length > top || pages.some((p) => p.nextLink) };
}

export const show = (id: string): Promise<Item> => arm<Item>(id, versions.cognitive);
export const deployments = (account: string): Promise<Item[]> => all<Item>(account + "/deployments", versions.cognitive);

export interface Assignment {
  id: string;
  name: string;
  properties: {
    roleDefinitionId: string;
    principalId: string;
    principalType: string;
    scope: string;
    condition: string | null;
    conditionVersion: string | null;
    description: string | null;
    createdOn: string;
    createdBy: string | null;
  };
}

export interface Permission {
  actions: string[];
  notActions: string[];
  dataActions: string[];
  notDataActions: string[];
}

export interface Role {
  id: string;
  name: string;
  properties: { roleName: string; type: string; description: string; assignableScopes: string[]; permissions: Permission[] };
}

export interface Deny {
  id: string;
  name: string;
  properties: {
    denyAssignmentName: string;
    description: string;
    scope: string;
    permissions: Permission[];
    principals: { id: string; type: string }[];
    excludePrincipals: { id: string; type: string }[];
    doNotApplyToChildScopes: boolean;
    isSystemProtected: boolean;
  };
}

const authorization = (scope: string, what: string): string => scope.replace(/\/$/, "") + "/providers/Microsoft.Authorization/" + what;
const ours = (scope: string, what: string): string => scope.replace(/\/$/, "") + "/providers/Microsoft.Keyless/" + what;

// assignmentsAt is the address of role assignments that fit all terms of a filter.
export const assignmentsAt = (scope: string, terms: string[], top: number): string =>
  authorization(scope, `roleAssignments?$top=${top}&$filter=${encodeURIComponent(terms.join(" and "))}`);

// rolesAt is the address of roles that can be assigned at a scope: with a text in their name or description, and of a type.
export const rolesAt = (scope: string, asked: { text?: string; type?: string; top: number }): string =>
  withQuery(authorization(scope, "roleDefinitions"), { $top: String(asked.top), $search: asked.text, $filter: asked.type && `type eq ${literal(asked.type)}` });

// role is one role by its id; roleNamed by its name, if there is one.
export const role = (scope: string, id: string): Promise<Role> => arm<Role>(authorization(scope, "roleDefinitions/" + encodeURIComponent(id)), versions.authorization);
export const roleNamed = async (scope: string, name: string): Promise<Role | undefined> =>
  (await arm<List<Role>>(withQuery(authorization(scope, "roleDefinitions"), { $filter: `roleName eq ${literal(name)}` }), versions.authorization)).value[0];

export const denyAt = (scope: string, top: number): string => authorization(scope, `denyAssignments?$top=${top}`);

export const assign = (scope: string, given: { role: string; principal: string; type?: string; condition?: string; description?: string; name?: string }): Promise<Assignment> =>
  arm<Assignment>(authorization(scope, "roleAssignments/" + (given.name ?? crypto.randomUUID())), versions.authorization, {
    method: "PUT",
    body: {
      properties: {
        roleDefinitionId: authorization(/^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "", "roleDefinitions/" + given.role),
        principalId: given.principal,
        ...(given.type && { principalType: given.type }),
        ...(given.condition && { condition: given.condition, conditionVersion: "2.0" }),
        ...(given.description && { description: given.description }),
      },
    },
  });

export const remove = (id: string, version: string): Promise<unknown> => arm(id, version, { method: "DELETE" });

export interface Match {
  assignment: { name: string; scope: string; roleId: string; principalId: string; principalType: string; condition?: string };
  role: string;
  via?: string[]; // ids of groups
  whyNot?: string;
}

export interface Explanation {
  allowed: boolean;
  because: { verdict: string; grant?: Match; denied?: string };
  groups?: { group: string; path: string[]; token?: boolean }[] | null;
  near?: Match[] | null;
  more?: number;
  deny?: { displayName?: string; scope?: string; name?: string };
  smallestRole?: { id: string; roleName: string; description: string };
}

export interface Checked {
  actionId: string;
  isDataAction: boolean;
  accessDecision: "Allowed" | "NotAllowed";
  explanation: Explanation;
  scope: string;
  principal: { object: string; type: string; name: string };
  names: Record<string, string>;
}

// check asks whether somebody may do actions at a scope, with the reasons.
export const check = (scope: string, principal: string, actions: { id: string; data: boolean }[]): Promise<Checked[]> =>
  arm<Checked[]>(ours(scope, "checkAccess"), versions.keyless, {
    method: "POST",
    body: { Subject: { Attributes: { ObjectId: principal } }, Actions: actions.map((a) => ({ Id: a.id, IsDataAction: a.data })) },
  });

// assignRoles is the action that assigning roles takes.
export const assignRoles = "Microsoft.Authorization/roleAssignments/write";

// may reports whether the person who is signed in may do control actions at a scope, by action.
export async function may(scope: string, ...actions: string[]): Promise<Record<string, boolean>> {
  const found = await check(scope, signedIn().id, actions.map((id) => ({ id, data: false })));
  return Object.fromEntries(found.map((c) => [c.actionId, c.accessDecision === "Allowed"]));
}

export interface Decision {
  seq: number;
  id: string;
  at: string;
  kind: string;
  principal?: string;
  name?: string;
  appId?: string;
  ipAddress?: string;
  action?: string;
  scope?: string;
  allowed?: boolean;
  reason?: string;
  detail?: {
    operation?: string;
    plane?: string;
    caller?: { object?: string; type?: string; name?: string; key?: string; proof?: string; token?: { version: string; audience: string; issuer: string; issued: string; expires: string } };
    explanation?: Explanation;
    refusal?: string;
  };
  names?: Record<string, string>;
}

export interface DecisionPage {
  value: Decision[];
  after: number;
  nextLink?: string;
}

// decisions lists decisions at a scope and below it, or everywhere.
export const decisions = (query: Record<string, string>, scope = ""): Promise<DecisionPage> =>
  arm<DecisionPage>(ours(scope, "decisions?" + new URLSearchParams(query)), versions.keyless);
export const decision = (id: string): Promise<Decision> => arm<Decision>(ours("", "decisions/" + encodeURIComponent(id)), versions.keyless);

export interface Access {
  principalId: string;
  principalType: string;
  principalName?: string;
  roleName: string;
  roleAssignmentId: string;
  scope: string;
  via?: string[];
  uses: boolean;
  administers: boolean;
  lastUsed?: string;
}

export const access = (scope: string): Promise<{ value: Access[]; keys?: boolean; more?: boolean }> => arm(ours(scope, "access"), versions.keyless);

// The data actions of what people most often call.
export const callActions = {
  models: accountType + "/MaaS/chat/completions/action",
  openai: accountType + "/OpenAI/deployments/chat/completions/action",
  anthropic: accountType + "/AIServices/providers/action",
} as const;
