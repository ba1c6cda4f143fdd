// Managed identities that are resources of their own: find them, make them; their page is that of the resource.
import { html, nothing, type TemplateResult } from "lit";
import { itemsAt, may, subscriptions, versions, type Item } from "../api/arm";
import { arm, type List } from "../api/client";
import { go, link, type Route } from "../router";
import { empty, icon, name, type Column } from "../ui/parts";
import "../ui/resources";
import { plain } from "../ui/text";
import { Load, View, Work } from "../ui/view";

export const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
const write = identityType + "/write";

const offered = 50; // resource groups of a subscription that are looked at
const columns: Column<Item>[] = [
  { head: "Name", cell: (i) => html`<a href=${link("/resource" + i.id)}>${name(i.name, 80)}</a>` },
  { head: "Resource group", cell: (i) => name(i.id.split("/")[4], 60) },
  { head: "Access", cell: (i) => html`<a href=${link("/access" + i.id)} aria-label="Access control of ${i.name}">Access control</a>` },
];

class Identities extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly groups = new Load<Item[]>(this); // in which one can be made
  private readonly work = new Work(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.groups.run(this.ask);
  }

  private ask = async (): Promise<Item[]> => {
    const pages = await Promise.all((await subscriptions()).map((s) => arm<List<Item>>(itemsAt(s.id, "resourceGroups", { top: offered }), versions.resources)));
    const groups = pages.flatMap((p) => p.value).slice(0, offered);
    const rights = await Promise.all(groups.map(async (g) => (await may(g.id, write))[write]));
    return groups.filter((_, i) => rights[i]);
  };

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const group = this.groups.value!.find((g) => g.id === form.get("group"))!;
    const id = `${group.id}/providers/${identityType}/${encodeURIComponent(String(form.get("identity-name")).trim())}`;
    if (await this.work.run("The managed identity is there", () => arm(id, versions.identity, { method: "PUT", body: { location: group.location ?? "local" } }))) go("/resource" + id);
  };

  protected override render(): TemplateResult {
    return html`${this.work.show()}<div class="card">
      ${this.groups.value?.length
        ? html`<form class="row" @submit=${this.create}><label for="identity-name">New managed identity</label><input id="identity-name" name="identity-name" class="grow" type="text" required minlength="3" maxlength="128" pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" autocomplete="off" spellcheck="false" />
            <label for="group">in</label><select id="group" name="group">${this.groups.value.map((g) => html`<option value=${g.id}>${plain(g.name, 80)}</option>`)}</select><button class="button" type="submit" ?disabled=${this.work.busy}>${icon("add")} Create</button></form>`
        : nothing}
      <kl-resources .route=${this.route} .type=${identityType} label="Managed identities" .columns=${columns} .none=${empty("No managed identity of its own", html`<p>A program that runs beside this server signs in as one without a secret. Those of resources are among the <a href=${link("/people/programs", { type: "ManagedIdentity" })}>service principals</a>.</p>`)}></kl-resources></div>`;
  }
}

customElements.define("kl-identities", Identities);
