// Access control (IAM) of one scope: check access, role assignments, add, roles, deny assignments.
import { html, nothing, type TemplateResult } from "lit";
import { itemsAt, subscriptions, versions, type Item, type Subscription } from "../api/arm";
import { all, armPage } from "../api/client";
import { link, type Page, type Route } from "../router";
import { Pages } from "../ui/pages";
import { empty, name, scopeName, table, type Column } from "../ui/parts";
import { filters, pageSize, subscriptionOf } from "../ui/resources";
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
  render: (route) => (route.rest ? html`<kl-access .route=${route}></kl-access>` : html`<kl-scopes .route=${route}></kl-scopes>`),
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
}

interface Top {
  subscriptions: Subscription[];
  management: Scope[];
}

const columns: Column<Scope>[] = [
  { head: "Scope", cell: (s) => html`<a href=${link("/access" + s.id)}>${name(s.name, 80)}</a>` },
  { head: "Kind", cell: (s) => s.kind },
  { head: "Actions", cell: (s) => html`<a href=${link("/access" + s.id, { tab: "assignments" })} aria-label="Role assignments of ${s.name}">Role assignments</a>` },
];

// Scopes lists management groups and subscriptions, and what is inside one subscription page by page.
class Scopes extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly top = new Load<Top>(this);
  private readonly groups = new Pages<Item>(this, "the resource groups", armPage<Item>(versions.resources));
  private readonly items = new Pages<Item>(this, "the resources", armPage<Item>(versions.resources));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.top.run(async () => {
      const [found, management] = await Promise.all([
        subscriptions(),
        all<{ id: string; name: string; properties?: { displayName?: string } }>("/providers/Microsoft.Management/managementGroups", versions.management).catch(() => []),
      ]);
      return { subscriptions: found, management: management.map((m) => ({ id: m.id, name: m.properties?.displayName ?? m.name, kind: "management group" })) };
    });
  }

  protected override willUpdate(): void {
    const at = subscriptionOf(this.route, this.top.value?.subscriptions ?? []);
    if (!at) return;
    const asked = { text: (this.route.query.get("filter") ?? "").trim(), top: pageSize };
    this.groups.open(itemsAt(at.id, "resourceGroups", asked));
    this.items.open(itemsAt(at.id, "resources", asked));
  }

  protected override render(): TemplateResult {
    return html`<h1>Access control (IAM)</h1>
      <p class="soft">A role assignment holds at its scope and at everything inside it. Choose a scope.</p>
      ${this.top.show(({ subscriptions: found, management }) => {
        const at = subscriptionOf(this.route, found);
        const above = [...management, ...found.map((s) => ({ id: s.id, name: s.displayName, kind: "subscription" }))];
        if (!above.length) return empty("No scope is shared with you yet", html`<p>You see a scope when you hold a role on it, on what it lies in, or on something inside it.</p>`);
        return html`<div class="card">${table<Scope>("Management groups and subscriptions", columns, above)}</div>
          ${at ? html`<section aria-labelledby="inside"><h2 id="inside">Inside ${name(at.displayName, 60)}</h2>${filters(this.route, found)}
            ${this.groups.show((rows) => (rows.length ? table<Scope>("Resource groups", columns, rows.map((g) => ({ id: g.id, name: g.name, kind: "resource group" }))) : html`<p class="soft">No resource group that you may see.</p>`), "Reading resource groups")}
            ${this.items.show((rows) => (rows.length ? table<Scope>("Resources", columns, rows.map((i) => ({ id: i.id, name: i.name, kind: i.kind ?? i.type.split("/").at(-1)! }))) : html`<p class="soft">No resource that you may see.</p>`), "Reading resources")}</section>` : nothing}`;
      })}`;
  }
}

customElements.define("kl-access", AccessPage);
customElements.define("kl-scopes", Scopes);
