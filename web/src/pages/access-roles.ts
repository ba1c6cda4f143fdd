// Roles that can be assigned at a scope, and the editor of custom roles.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { arm, armPage } from "../api/client";
import { assignRoles, may, remove, role, rolesAt, versions, type Role } from "../api/arm";
import { link, setQuery, type Route } from "../router";
import { verdict } from "../roles";
import { badge, empty, failure, icon, name, note, table, toast } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { Load, View } from "../ui/view";
import { permissions } from "./access-add";

const write = "Microsoft.Authorization/roleDefinitions/write";
const erase = "Microsoft.Authorization/roleDefinitions/delete";
const pageSize = 50;

class Roles extends View {
  static override properties = { scope: {}, route: { attribute: false }, error: { state: true }, saving: { state: true } };
  declare scope: string;
  declare route: Route;
  error?: unknown;
  saving = false;
  private readonly mine = new Load<Record<string, boolean>>(this);
  private readonly pages = new Pages<Role>(this, "the roles", armPage<Role>(versions.authorization));
  private readonly one = new Load<Role>(this);
  private asked = "";
  private askedOne = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.scope !== this.asked) {
      this.asked = this.scope;
      void this.mine.run(() => may(this.scope, write, erase, assignRoles));
    }
    const q = this.route.query;
    const edit = q.get("edit");
    const wanted = edit === "new" ? "" : (edit ?? q.get("show") ?? "");
    if (wanted && wanted !== this.askedOne) void this.one.run(() => role(this.scope, wanted));
    this.askedOne = wanted;
    if (!wanted && !edit) this.pages.open(rolesAt(this.scope, { text: (q.get("filter") ?? "").trim(), type: q.get("type") ?? "", top: pageSize }));
  }

  protected override render(): TemplateResult {
    return html`${this.error ? failure(this.error) : nothing}
      ${this.mine.show((mine) => {
        const edit = this.route.query.get("edit");
        if (edit === "new" && mine[write]) return this.editor(undefined);
        if (!this.askedOne) return this.list(mine);
        return this.one.show((r) => (edit && mine[write] && r.properties.type === "CustomRole" ? this.editor(r) : this.detail(r, mine)), "Reading the role");
      })}`;
  }

  private list(mine: Record<string, boolean>): TemplateResult {
    const type = this.route.query.get("type") ?? "";
    return html`<div class="card"><div class="row">
        <label for="roles-filter" class="unseen">Filter</label>
        <input id="roles-filter" class="grow" type="search" placeholder="Filter by name or description" maxlength="100" .value=${this.route.query.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        <label for="type" class="unseen">Type</label><select id="type" @change=${(e: Event) => setQuery({ type: (e.target as HTMLSelectElement).value })}>${[["", "Every type"], ["CustomRole", "Custom"], ["BuiltInRole", "Built-in"]].map(([v, l]) => html`<option value=${v!} ?selected=${v === type}>${l}</option>`)}</select>
        ${mine[write] ? html`<a class="button primary" href=${link("/access" + this.scope, { tab: "roles", edit: "new" })}>${icon("add")} Custom role</a>` : nothing}</div>
      ${this.pages.show((rows) => rows.length ? table<Role>("Roles", [
        { head: "Role", cell: (r) => html`<a href=${link("/access" + this.scope, { tab: "roles", show: r.name })}>${name(r.properties.roleName, 80)}</a>` },
        { head: "Type", cell: (r) => (r.properties.type === "CustomRole" ? badge("custom", "info") : html`<span class="soft">built-in</span>`) },
        { head: "Models", cell: (r) => { const v = verdict(r); return v.tone === "good" ? badge("calls models", "good") : v.tone === "warning" ? badge("look twice", "warning") : html`<span class="soft">none</span>`; } },
        { head: "Description", cell: (r) => name(r.properties.description, 160), wide: true },
      ], rows) : empty("No role is like that", html`<p>Change the filter.</p>`), "Reading roles")}</div>`;
  }

  private detail(r: Role, mine: Record<string, boolean>): TemplateResult {
    const custom = r.properties.type === "CustomRole";
    const v = verdict(r);
    return html`<div class="card"><p><a href=${link("/access" + this.scope, { tab: "roles" })}>All roles</a></p>
      <h2>${name(r.properties.roleName, 100)} ${custom ? badge("custom", "info") : nothing}</h2>
      <p>${name(r.properties.description, 600)}</p>
      ${note(v.tone === "bad" ? "plain" : v.tone, v.text, "Does it let its holder call the model?")}
      ${permissions(r)}
      <p class="soft">Id <code>${r.name}</code></p>
      <p class="row">${mine[assignRoles] ? html`<a class="button" href=${link("/access" + this.scope, { tab: "add", role: r.properties.roleName })}>Assign it</a>` : nothing}
        ${custom && mine[write] ? html`<a class="button" href=${link("/access" + this.scope, { tab: "roles", edit: r.name })}>Edit</a>` : nothing}
        ${custom && mine[erase] ? html`<fluent-button id="delete-role" @click=${() => this.erase(r)}>${icon("delete")} Delete</fluent-button>` : nothing}</p></div>`;
  }

  private editor(role: Role | undefined): TemplateResult {
    const p = role?.properties.permissions[0];
    const lines = (id: string, label: string, value: string[] | undefined, hint: string): TemplateResult =>
      html`<div class="field"><label for=${id}>${label}</label><textarea id=${id} name=${id} rows="3" spellcheck="false" .value=${(value ?? []).join("\n")}></textarea><span class="hint">${hint}</span></div>`;
    return html`<form class="card" @submit=${(e: Event) => this.save(e, role)}>
      <h2>${role ? html`Custom role ${name(role.properties.roleName, 80)}` : "New custom role"}</h2>
      <div class="field"><label for="role-name">Name</label><input id="role-name" name="role-name" type="text" required maxlength="128" .value=${role?.properties.roleName ?? ""} /></div>
      <div class="field"><label for="role-description">Description</label><input id="role-description" name="role-description" type="text" maxlength="1024" .value=${role?.properties.description ?? ""} /></div>
      ${lines("dataActions", "Data actions, one a line", p?.dataActions, "What uses models, as Microsoft.CognitiveServices/accounts/MaaS/*. A star stands for any text.")}
      ${lines("notDataActions", "Not data actions", p?.notDataActions, "Taken out of the data actions. Another role may still give them.")}
      ${lines("actions", "Actions", p?.actions, "What administers, as Microsoft.CognitiveServices/accounts/read.")}
      ${lines("notActions", "Not actions", p?.notActions, "Taken out of the actions.")}
      <p class="soft">It can be assigned at ${role ? role.properties.assignableScopes.map((s, i) => html`${i ? ", " : ""}<code>${s}</code>`) : html`<code>${this.assignable}</code>`} and below.</p>
      <p class="row end"><a class="button" href=${link("/access" + this.scope, { tab: "roles" })}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.saving}>${role ? "Save" : "Create"}</button></p></form>`;
  }

  // Custom roles are kept at a subscription, a resource group or a management group.
  private get assignable(): string {
    return this.scope.split("/").slice(0, 5).join("/");
  }

  private async save(event: Event, role: Role | undefined): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const lines = (n: string): string[] => String(form.get(n)).split("\n").map((l) => l.trim()).filter(Boolean);
    const id = role?.name ?? crypto.randomUUID();
    this.saving = true;
    this.error = undefined;
    try {
      await arm(`${this.assignable}/providers/Microsoft.Authorization/roleDefinitions/${id}`, versions.authorization, {
        method: "PUT",
        body: { properties: {
          roleName: String(form.get("role-name")).trim(), description: String(form.get("role-description")), type: "CustomRole",
          assignableScopes: role?.properties.assignableScopes ?? [this.assignable],
          permissions: [{ actions: lines("actions"), notActions: lines("notActions"), dataActions: lines("dataActions"), notDataActions: lines("notDataActions") }],
        } },
      });
      toast("The role is saved");
      this.pages.reload();
      this.askedOne = "";
      setQuery({ edit: "", show: id });
    } catch (error) {
      this.error = error;
    }
    this.saving = false;
  }

  private async erase(role: Role): Promise<void> {
    this.error = undefined;
    try {
      await remove(role.id, versions.authorization);
      toast("The role is deleted");
      setQuery({ show: "" });
    } catch (error) {
      this.error = error;
    }
    this.pages.reload();
  }
}

customElements.define("kl-roles", Roles);
