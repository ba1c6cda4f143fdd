// What the portal asks of Microsoft Graph, in its own words.
import { graph, literal, type Ask } from "./client";
import { usersCalled } from "./directory";
import { isGuid } from "../ui/text";

// Principal is somebody or something that a role can be assigned to.
export interface Principal {
  id: string;
  name: string;
  detail: string; // what tells two of one name apart
  type: "User" | "Group" | "ServicePrincipal";
  kind: string; // the type in words
}

interface Entry {
  "@odata.type"?: string;
  id: string;
  displayName?: string;
  userPrincipalName?: string;
  description?: string;
  appId?: string;
  servicePrincipalType?: string;
}

interface Entries {
  value: Entry[];
}

function principal(entry: Entry, odata = entry["@odata.type"] ?? ""): Principal {
  const name = entry.displayName || entry.userPrincipalName || entry.id;
  if (odata.endsWith(".group")) return { id: entry.id, name, detail: entry.description ?? "", type: "Group", kind: "group" };
  if (odata.endsWith(".servicePrincipal")) {
    const kind = entry.servicePrincipalType === "ManagedIdentity" ? "managed identity" : "service principal";
    return { id: entry.id, name, detail: entry.appId ? "client id " + entry.appId : "", type: "ServicePrincipal", kind };
  }
  return { id: entry.id, name, detail: entry.userPrincipalName ?? "", type: "User", kind: "user" };
}

// byIds finds principals by their object ids. Those that are not there any more are left out.
export async function byIds(ids: string[]): Promise<Map<string, Principal>> {
  const found = new Map<string, Principal>();
  const wanted = [...new Set(ids)].filter(isGuid);
  for (let i = 0; i < wanted.length; i += 1000) {
    const page = await graph<Entries>("/v1.0/directoryObjects/getByIds", { method: "POST", body: { ids: wanted.slice(i, i + 1000) } });
    for (const entry of page.value) found.set(entry.id, principal(entry));
  }
  return found;
}

// search finds users, groups, service principals and managed identities whose name begins with text, or by object id.
export async function search(text: string, ask?: Ask): Promise<Principal[]> {
  const wanted = text.trim();
  if (isGuid(wanted)) return [...(await byIds([wanted])).values()];
  const begins = (field: string): string => `startswith(${field},${literal(wanted)})`;
  const of = (path: string, filter: string, select: string): string =>
    `/v1.0/${path}?$top=8&$orderby=displayName&$select=${select}${wanted ? "&$filter=" + encodeURIComponent(filter) : ""}`;
  const [users, groups, programs] = await Promise.all([
    graph<Entries>(of("users", usersCalled(wanted), "id,displayName,userPrincipalName"), ask),
    graph<Entries>(of("groups", begins("displayName"), "id,displayName,description"), ask),
    graph<Entries>(of("servicePrincipals", begins("displayName"), "id,displayName,appId,servicePrincipalType"), ask),
  ]);
  return [
    ...users.value.map((e) => principal(e, ".user")),
    ...groups.value.map((e) => principal(e, ".group")),
    ...programs.value.map((e) => principal(e, ".servicePrincipal")),
  ];
}
