// Access control (IAM) of one scope: check access, role assignments, add, roles, deny assignments.
import { html, type TemplateResult } from "lit";
import { all } from "../api/client";
import { resources, subscriptions, versions, type Item, type Subscription } from "../api/arm";
import { link, type Page, type Route } from "../router";
import { empty, name, scopeName, table } from "../ui/parts";
import { tabs } from "../ui/tabs";
import { Load, View } from "../ui/view";
import "./access-add";
import "./access-assignments";
import "./access-check";
import "./access-deny";
import "./access-roles";

export const access: Page = {
  path: "/access",
  title: "Access control (IAM)",
  nav: { label: "Access control", icon: "peopleLock" },
  render: (route) => (route.rest ? html`<kl-access .route=${route}></kl-access>` : html`<kl-scopes></kl-scopes>`),
};

const parts = [
  ["check", "Check access"],
  ["assignments", "Role assignments"],
  ["add", "Add role assignment"],
  ["roles", "Roles"],
  ["deny", "Deny assignments"],
] as const;

// crumbs are links to the scopes that a scope lies in.
export function crumbs(page: string, scope: string): TemplateResult {
  const parts = scope.split("/").filter(Boolean);
  const above: string[] = [];
  if (parts[0]?.toLowerCase() === "subscriptions") {
    above.push("/" + parts.slice(0, 2).join("/"));
    if (parts.length > 4) above.push("/" + parts.slice(0, 4).join("/"));
    if (parts.length > 8) above.push("/" + parts.slice(0, 8).join("/"));
  }
  const list = above.filter((s) => s !== scope);
  return list.length
    ? html`<nav aria-label="Scopes above"><ol class="crumbs">${list.map((s) => html`<li><a href=${link(page + s)} title=${scopeName(s).kind}>${name(scopeName(s).name, 60)}</a></li>`)}</ol></nav>`
    : html``;
}

class AccessPage extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;

  protected override render(): TemplateResult {
    const scope = this.route.rest;
    const at = scopeName(scope);
    const wanted = this.route.query.get("tab");
    const tab = parts.some(([id]) => id === wanted) ? wanted! : "check";
    return html`
      ${crumbs("/access", scope)}
      <h1>${name(at.name, 80)} <span class="soft light">Access control of this ${at.kind}</span></h1>
      ${tabs("Access control", parts.map(([id, label]) => ({ id, label, href: link("/access" + scope, { tab: id }) })), tab, this.panel(tab, scope))}`;
  }

  private panel(tab: string, scope: string): TemplateResult {
    switch (tab) {
      case "assignments":
        return html`<kl-assignments .scope=${scope} .route=${this.route}></kl-assignments>`;
      case "add":
        return html`<kl-assign .scope=${scope} .route=${this.route}></kl-assign>`;
      case "roles":
        return html`<kl-roles .scope=${scope} .route=${this.route}></kl-roles>`;
      case "deny":
        return html`<kl-deny .scope=${scope}></kl-deny>`;
      default:
        return html`<kl-access-check .scope=${scope} .route=${this.route}></kl-access-check>`;
    }
  }
}

interface Scope {
  id: string;
  name: string;
  kind: string;
  depth: number;
}

class Scopes extends View {
  private readonly scopes = new Load<Scope[]>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.scopes.run(this.ask);
  }

  private ask = async (): Promise<Scope[]> => {
    const [subs, items] = await Promise.all([subscriptions(), resources()]);
    const groups = (await Promise.all(subs.map((s: Subscription) => all<Item>(s.id + "/resourceGroups", versions.resources)))).flat();
    const management = await all<{ id: string; name: string; properties?: { displayName?: string } }>("/providers/Microsoft.Management/managementGroups", versions.management).catch(() => []);
    const inside = (id: string): string => id.toLowerCase() + "/";
    return [
      ...management.map((m) => ({ id: m.id, name: m.properties?.displayName ?? m.name, kind: "management group", depth: 0 })),
      ...subs.flatMap((s) => [
        { id: s.id, name: s.displayName, kind: "subscription", depth: 0 },
        ...groups.filter((g) => g.id.toLowerCase().startsWith(inside(s.id))).flatMap((g) => [
          { id: g.id, name: g.name, kind: "resource group", depth: 1 },
          ...items.filter((i) => i.id.toLowerCase().startsWith(inside(g.id))).map((i) => ({ id: i.id, name: i.name, kind: i.kind ?? i.type.split("/").at(-1)!, depth: 2 })),
        ]),
      ]),
    ];
  };

  protected override render(): TemplateResult {
    return html`<h1>Access control (IAM)</h1>
      <p class="soft">A role assignment holds at its scope and at everything inside it. Choose a scope.</p>
      ${this.scopes.show((found) =>
        found.length
          ? html`<div class="card">${table<Scope>(
              "Scopes",
              [
                { head: "Scope", cell: (s) => html`<a class="depth-${s.depth}" href=${link("/access" + s.id)}>${name(s.name, 80)}</a>` },
                { head: "Kind", cell: (s) => s.kind },
                { head: "Actions", cell: (s) => html`<a href=${link("/access" + s.id, { tab: "assignments" })} aria-label="Role assignments of ${s.name}">Role assignments</a>` },
              ],
              found,
            )}</div>`
          : empty("No scope is shared with you yet", html`<p>You see a scope when you hold a role on it, on what it lies in, or on something inside it.</p>`),
      )}`;
  }
}

customElements.define("kl-access", AccessPage);
customElements.define("kl-scopes", Scopes);
