// Role assignments in force at a scope, page by page, by role.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { assign, assignRoles, assignmentsAt, may, remove, role, versions, type Assignment } from "../api/arm";
import { arm, type List } from "../api/client";
import { byIds, search, type Principal } from "../api/graph";
import { link, setQuery, type Route } from "../router";
import "../ui/find";
import { findRole, principalIcon, type Choice } from "../ui/find";
import { badge, empty, icon, name, scopeName, time, toast } from "../ui/parts";
import { Pages, typed, type Page } from "../ui/pages";
import { count, isGuid, same } from "../ui/text";
import { Load, View, Work } from "../ui/view";

interface Row {
  assignment: Assignment;
  role: string;
  who: Principal;
  known: boolean;
  inherited: boolean;
}

interface Rights {
  mayRemove: boolean;
  mayAssign: boolean;
}

const erase = "Microsoft.Authorization/roleAssignments/delete";
const pageSize = 100;

class Assignments extends View {
  static override properties = { scope: {}, route: { attribute: false } };
  declare scope: string;
  declare route: Route;
  private readonly rights = new Load<Rights>(this);
  private readonly pages = new Pages<Row>(this, "the role assignments", (address) => this.read(address));
  private readonly work = new Work(this);
  private readonly names = new Map<string, Promise<string>>(); // of roles, by id
  private readonly chosen = new Load<string>(this); // name of the role that is filtered for
  private look = findRole("");
  private asked = "";
  private askedRole = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.scope !== this.asked) {
      this.asked = this.scope;
      this.names.clear();
      this.look = findRole(this.scope);
      void this.rights.run(this.ask);
    }
    const q = this.route.query;
    const wanted = q.get("role") ?? "";
    if (wanted && wanted !== this.askedRole) void this.chosen.run(() => this.nameOf(wanted));
    this.askedRole = wanted;
    const terms = [
      q.get("where") === "here" ? "atExactScope()" : "atScope()",
      q.get("role") && `roleDefinitionId eq '${q.get("role")!.replaceAll("'", "''")}'`,
      q.get("type") && `principalType eq '${q.get("type")!.replaceAll("'", "''")}'`,
    ].filter((t): t is string => !!t);
    this.pages.open(assignmentsAt(this.scope, terms, pageSize) + "#" + (q.get("filter") ?? "").trim());
  }

  private ask = async (): Promise<Rights> => {
    const mine = await may(this.scope, assignRoles, erase);
    return { mayRemove: mine[erase]!, mayAssign: mine[assignRoles]! };
  };

  // nameOf is the name of a role, or its id where the role is gone.
  private nameOf(id: string): Promise<string> {
    const key = id.toLowerCase();
    const found = this.names.get(key) ?? role(this.scope, key).then((r) => r.properties.roleName, () => id);
    this.names.set(key, found);
    return found;
  }

  // read reads a page: of all, or of those whose principal is called what follows the "#".
  private async read(address: string): Promise<Page<Row>> {
    const [path = "", text = ""] = address.split("#", 2);
    const pages = text ? await this.named(path, text) : [await arm<List<Assignment>>(path, versions.authorization)];
    const list = pages.flatMap((p) => p.value);
    const idOf = (a: Assignment): string => a.properties.roleDefinitionId.split("/").at(-1)!;
    const [names, people] = await Promise.all([Promise.all(list.map((a) => this.nameOf(idOf(a)))), byIds(list.map((a) => a.properties.principalId))]);
    const rows = list.map((assignment, i): Row => {
      const { principalId, principalType, scope } = assignment.properties;
      const who = people.get(principalId);
      return {
        assignment,
        role: names[i]!,
        who: who ?? { id: principalId, name: principalId, detail: "", type: principalType as Principal["type"], kind: principalType === "ServicePrincipal" ? "service principal" : principalType.toLowerCase() },
        known: !!who,
        inherited: !same(scope.replace(/\/$/, ""), this.scope),
      };
    });
    rows.sort((a, b) => a.role.localeCompare(b.role) || a.who.name.localeCompare(b.who.name));
    return { rows, next: text ? undefined : pages[0]?.nextLink };
  }

  // named finds principals by the beginning of their name, or by object id, and reads what is assigned to each.
  private async named(path: string, text: string): Promise<List<Assignment>[]> {
    const who = isGuid(text) ? [text] : (await search(text)).map((p) => p.id);
    return Promise.all(who.map((id) => arm<List<Assignment>>(path + encodeURIComponent(` and principalId eq '${id}'`), versions.authorization)));
  }

  private async take(row: Row): Promise<void> {
    const { assignment } = row;
    const p = assignment.properties;
    const done = await this.work.run("", () => remove(assignment.id, versions.authorization));
    if (done)
      toast(`${row.role} was taken from ${row.who.name.slice(0, 60)}`, async () => {
        await this.work.run("", () =>
          assign(p.scope, {
            role: p.roleDefinitionId.split("/").at(-1)!, principal: p.principalId, type: p.principalType, name: assignment.name,
            ...(p.condition && { condition: p.condition }), ...(p.description && { description: p.description }),
          }));
        this.pages.reload();
      });
    this.pages.reload();
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}<div class="card">${this.rights.show((rights) => html`${this.filters(rights)}${this.pages.show((rows, page) => this.list(rows, page.more, rights), "Reading role assignments")}`, "Reading role assignments")}</div>`;
  }

  private filters({ mayAssign }: Rights): TemplateResult {
    const q = this.route.query;
    const select = (key: string, label: string, options: [string, string][]): TemplateResult =>
      html`<label for=${key} class="unseen">${label}</label><select id=${key} @change=${(e: Event) => setQuery({ [key]: (e.target as HTMLSelectElement).value })}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === (q.get(key) ?? "")}>${l}</option>`)}</select>`;
    return html`<div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Name begins with, or object id" maxlength="200" .value=${q.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        ${select("where", "Where", [["", "In force here"], ["here", "Assigned here"]])}
        ${select("type", "Type", [["", "All types"], ["User", "Users"], ["Group", "Groups"], ["ServicePrincipal", "Service principals"]])}
        ${mayAssign ? html`<a class="button primary" href=${link("/access" + this.scope, { tab: "add" })}>${icon("add")} Add</a>` : nothing}
      </div>
      <div class="row">
        <kl-find class="grow" label="Of a role" name="role" hint="A part of its name" .look=${this.look} @pick=${(e: CustomEvent<Choice>) => setQuery({ role: e.detail.id })}></kl-find>
        ${q.get("role") ? html`<span>${name(this.chosen.value ?? q.get("role"), 60)} <fluent-button size="small" id="every-role" @click=${() => setQuery({ role: "" })}>Every role</fluent-button></span>` : nothing}
      </div>`;
  }

  private list(rows: Row[], more: boolean, { mayRemove }: Rights): TemplateResult {
    const q = this.route.query;
    const filtered = ["filter", "role", "where", "type"].some((key) => q.get(key));
    const byRole = new Map<string, Row[]>();
    for (const r of rows) byRole.set(r.role, [...(byRole.get(r.role) ?? []), r]);
    return html`<p class="soft" role="status">${count(rows.length, "role assignment")}${more ? " on this page" : ""}</p>
      ${rows.length === 0
        ? empty(filtered ? "None is like that" : "No role is assigned here", filtered ? html`<p>Change the filter.</p>` : html`<p>Nobody may do anything here until somebody assigns a role.</p>`)
        : html`<div class="table" role="group" aria-label="Role assignments" tabindex="0"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Scope</th><th scope="col">Condition</th><th scope="col">Since</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
            ${[...byRole].map(
              ([role, all]) => html`<tbody><tr class="head-row"><th scope="rowgroup" colspan="6">${name(role, 80)} <span class="soft light">${all.length}</span></th></tr>${all.map((r) => this.row(r, mayRemove))}</tbody>`,
            )}
          </table></div>`}`;
  }

  private row(r: Row, mayRemove: boolean): TemplateResult {
    const p = r.assignment.properties;
    const at = scopeName(p.scope);
    return html`<tr>
      <td>${principalIcon(r.who)} <a href=${link("/access" + this.scope, { tab: "check", who: r.who.id })}>${name(r.who.name, 60)}</a>${r.known ? nothing : html` ${badge("not in the directory", "warning")}`}<br /><span class="soft">${name(r.who.detail, 60)}</span></td>
      <td>${r.who.kind}</td>
      <td>${r.inherited ? html`<a href=${p.scope === "/" ? link("/access") : link("/access" + p.scope, { tab: "assignments" })}>${at.kind === "root" ? "Root" : name(at.name, 40)}</a> <span class="soft">inherited</span>` : "This scope"}</td>
      <td>${p.condition ? html`<details class="inline"><summary>Has one</summary><code>${p.condition}</code></details>` : html`<span class="soft">none</span>`}</td>
      <td>${time(p.createdOn)}</td>
      <td>${mayRemove && !r.inherited ? html`<fluent-button size="small" appearance="subtle" aria-label="Remove ${r.role} from ${r.who.name.slice(0, 60)}" role="button" title="Remove" @click=${() => this.take(r)}>${icon("delete")}</fluent-button>` : nothing}</td>
    </tr>`;
  }
}

customElements.define("kl-assignments", Assignments);
