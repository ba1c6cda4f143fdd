// Role assignments in force at a scope, by role.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { assign, assignments, may, remove, roles, versions, type Assignment } from "../api/arm";
import { byIds, type Principal } from "../api/graph";
import { link, setQuery, type Route } from "../router";
import { principalIcon } from "../ui/find";
import { badge, empty, failure, icon, name, scopeName, time, toast } from "../ui/parts";
import { count, same } from "../ui/text";
import { Load, View } from "../ui/view";

interface Row {
  assignment: Assignment;
  role: string;
  who: Principal;
  known: boolean;
  inherited: boolean;
}

interface Found {
  rows: Row[];
  mayRemove: boolean;
  mayAssign: boolean;
}

const write = "Microsoft.Authorization/roleAssignments/write";
const erase = "Microsoft.Authorization/roleAssignments/delete";
const longest = 500; // rows on the page; a filter finds the others

class Assignments extends View {
  static override properties = { scope: {}, route: { attribute: false }, error: { state: true } };
  declare scope: string;
  declare route: Route;
  error?: unknown;
  private readonly found = new Load<Found>(this);
  private asked = "";

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("scope") && this.scope !== this.asked) {
      this.asked = this.scope;
      void this.found.run(this.ask);
    }
  }

  private ask = async (): Promise<Found> => {
    const [list, definitions, mine] = await Promise.all([assignments(this.scope), roles(this.scope), may(this.scope, write, erase)]);
    const names = new Map(definitions.map((r) => [r.name.toLowerCase(), r.properties.roleName]));
    const people = await byIds(list.map((a) => a.properties.principalId));
    const rows = list.map((assignment): Row => {
      const { principalId, principalType, roleDefinitionId, scope } = assignment.properties;
      const id = roleDefinitionId.split("/").at(-1)!;
      const who = people.get(principalId);
      return {
        assignment,
        role: names.get(id.toLowerCase()) ?? id,
        who: who ?? { id: principalId, name: principalId, detail: "", type: principalType as Principal["type"], kind: principalType === "ServicePrincipal" ? "service principal" : principalType.toLowerCase() },
        known: !!who,
        inherited: !same(scope.replace(/\/$/, ""), this.scope),
      };
    });
    rows.sort((a, b) => a.role.localeCompare(b.role) || a.who.name.localeCompare(b.who.name));
    return { rows, mayRemove: mine[erase]!, mayAssign: mine[write]! };
  };

  private async take(row: Row): Promise<void> {
    const { assignment } = row;
    const p = assignment.properties;
    this.error = undefined;
    try {
      await remove(assignment.id, versions.authorization);
      toast(`${row.role} was taken from ${row.who.name.slice(0, 60)}`, async () => {
        try {
          await assign(p.scope, {
            role: p.roleDefinitionId.split("/").at(-1)!, principal: p.principalId, type: p.principalType, name: assignment.name,
            ...(p.condition && { condition: p.condition }), ...(p.description && { description: p.description }),
          });
        } catch (error) {
          this.error = error;
        }
        this.found.reload();
      });
    } catch (error) {
      this.error = error;
    }
    this.found.reload();
  }

  protected override render(): TemplateResult {
    return html`${this.error ? failure(this.error) : nothing}
      <div class="card">${this.found.show((found) => this.list(found), "Reading role assignments")}</div>`;
  }

  private list({ rows, mayRemove, mayAssign }: Found): TemplateResult {
    const text = (this.route.query.get("filter") ?? "").toLowerCase();
    const where = this.route.query.get("where") ?? "";
    const kind = this.route.query.get("type") ?? "";
    const shown = rows.filter(
      (r) =>
        (!text || [r.role, r.who.name, r.who.detail, r.who.id].some((t) => t.toLowerCase().includes(text))) &&
        (!where || (where === "here") === !r.inherited) &&
        (!kind || r.who.type === kind),
    );
    const byRole = new Map<string, Row[]>();
    for (const r of shown.slice(0, longest)) byRole.set(r.role, [...(byRole.get(r.role) ?? []), r]);
    return html`
      <div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by name, role or id" .value=${text} @input=${(e: Event) => setQuery({ filter: (e.target as HTMLInputElement).value })} />
        <label for="where" class="unseen">Where</label>
        <select id="where" @change=${(e: Event) => setQuery({ where: (e.target as HTMLSelectElement).value })}>
          ${[["", "All scopes"], ["here", "This scope"], ["above", "Inherited"]].map(([v, l]) => html`<option value=${v!} ?selected=${v === where}>${l}</option>`)}
        </select>
        <label for="type" class="unseen">Type</label>
        <select id="type" @change=${(e: Event) => setQuery({ type: (e.target as HTMLSelectElement).value })}>
          ${[["", "All types"], ["User", "Users"], ["Group", "Groups"], ["ServicePrincipal", "Service principals"]].map(([v, l]) => html`<option value=${v!} ?selected=${v === kind}>${l}</option>`)}
        </select>
        ${mayAssign ? html`<a class="button primary" href=${link("/access" + this.scope, { tab: "add" })}>${icon("add")} Add</a>` : nothing}
      </div>
      <p class="soft" role="status">${count(shown.length, "role assignment")}${shown.length > longest ? `, the first ${longest} are shown: filter to find others` : ""}</p>
      ${shown.length === 0
        ? empty(rows.length ? "None is like that" : "No role is assigned here", rows.length ? html`<p>Change the filter.</p>` : html`<p>Nobody may do anything here until somebody assigns a role.</p>`)
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
