// Deny assignments that count at a scope: they win over every role.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { denyAt, may, remove, versions, type Deny } from "../api/arm";
import { armPage } from "../api/client";
import { byIds, type Principal } from "../api/graph";
import { link } from "../router";
import { badge, empty, failure, icon, name, scopeName, table, toast } from "../ui/parts";
import { Pages } from "../ui/pages";
import { same } from "../ui/text";
import { Load, View } from "../ui/view";

const erase = "Microsoft.Authorization/denyAssignments/delete";
const pageSize = 50;
const everyone = "00000000-0000-0000-0000-000000000000";

class DenyAssignments extends View {
  static override properties = { scope: {}, error: { state: true } };
  declare scope: string;
  error?: unknown;
  private people = new Map<string, Principal>();
  private readonly mine = new Load<boolean>(this);
  private readonly pages = new Pages<Deny>(this, "the deny assignments", async (address) => {
    const page = await armPage<Deny>(versions.authorization)(address);
    this.people = await byIds(page.rows.flatMap((d) => [...d.properties.principals, ...d.properties.excludePrincipals].map((p) => p.id)));
    return page;
  });

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("scope")) return;
    void this.mine.run(async () => (await may(this.scope, erase))[erase]!);
    this.pages.open(denyAt(this.scope, pageSize));
  }

  private async take(deny: Deny): Promise<void> {
    this.error = undefined;
    try {
      await remove(deny.id, versions.authorization);
      toast("The deny assignment is deleted");
    } catch (error) {
      this.error = error;
    }
    this.pages.reload();
  }

  protected override render(): TemplateResult {
    return html`${this.error ? failure(this.error) : nothing}<div class="card">
      <p class="soft">A deny assignment refuses what it names, whatever roles grant.</p>
      ${this.pages.show((list) => {
        const { people, mine: { value: mine } } = this;
        const who = (all: { id: string }[]): unknown => (all.length ? all.map((p, i) => html`${i ? ", " : ""}${p.id === everyone ? "everyone" : name(people.get(p.id)?.name ?? p.id, 60)}`) : html`<span class="soft">nobody</span>`);
        return list.length
          ? table<Deny>("Deny assignments", [
              { head: "Name", cell: (d) => html`${name(d.properties.denyAssignmentName, 80)} ${d.properties.isSystemProtected ? badge("protected", "info") : nothing}` },
              { head: "Refuses", cell: (d) => html`<span class="list">${d.properties.permissions.flatMap((p) => [...p.actions, ...p.dataActions]).slice(0, 8).map((a) => html`<code>${a}</code>`)}</span>` },
              { head: "For", cell: (d) => who(d.properties.principals) },
              { head: "But not for", cell: (d) => who(d.properties.excludePrincipals) },
              { head: "Scope", cell: (d) => (same(d.properties.scope, this.scope) ? "This scope" : html`<a href=${link("/access" + d.properties.scope, { tab: "deny" })}>${name(scopeName(d.properties.scope).name, 40)}</a> <span class="soft">inherited</span>`) },
              { head: "Actions", hideHead: true, cell: (d) => (mine && !d.properties.isSystemProtected && same(d.properties.scope, this.scope) ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${d.properties.denyAssignmentName.slice(0, 60)}" @click=${() => this.take(d)}>${icon("delete")}</fluent-button>` : nothing) },
            ], list)
          : empty("Nothing is denied here", html`<p>Deny assignments are made with <code>az rest</code>, <code>keyless apply</code> or by deployment stacks.</p>`);
      }, "Reading deny assignments")}</div>`;
  }
}

customElements.define("kl-deny", DenyAssignments);
