// Managed identities that are resources of their own: find them, make them; their page is that of the resource.
import { html, nothing, type TemplateResult } from "lit";
import { may, resources, subscriptions, versions, type Item } from "../api/arm";
import { all, arm } from "../api/client";
import { go, link, type Route } from "../router";
import { empty, icon, name, table } from "../ui/parts";
import { plain, same } from "../ui/text";
import { Load, View, Work } from "../ui/view";

export const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
const write = identityType + "/write";

interface Found {
  identities: Item[];
  groups: Item[]; // resource groups in which one can be made
}

class Identities extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly found = new Load<Found>(this);
  private readonly work = new Work(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.found.run(this.ask);
  }

  private ask = async (): Promise<Found> => {
    const [items, subs] = await Promise.all([resources(), subscriptions()]);
    const groups = (await Promise.all(subs.map((s) => all<Item>(s.id + "/resourceGroups", versions.resources)))).flat().slice(0, 50);
    const rights = await Promise.all(groups.map(async (g) => (await may(g.id, write))[write]));
    return { identities: items.filter((i) => same(i.type, identityType)), groups: groups.filter((_, i) => rights[i]) };
  };

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const group = this.found.value!.groups.find((g) => g.id === form.get("group"))!;
    const id = `${group.id}/providers/${identityType}/${encodeURIComponent(String(form.get("identity-name")).trim())}`;
    if (await this.work.run("The managed identity is there", () => arm(id, versions.identity, { method: "PUT", body: { location: group.location ?? "local" } }))) go("/resource" + id);
  };

  protected override render(): TemplateResult {
    return html`${this.work.show()}<div class="card">${this.found.show(({ identities, groups }) => html`
      ${groups.length
        ? html`<form class="row" @submit=${this.create}><label for="identity-name">New managed identity</label><input id="identity-name" name="identity-name" class="grow" type="text" required minlength="3" maxlength="128" pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" autocomplete="off" spellcheck="false" />
            <label for="group">in</label><select id="group" name="group">${groups.map((g) => html`<option value=${g.id}>${plain(g.name, 80)}</option>`)}</select><button class="button" type="submit" ?disabled=${this.work.busy}>${icon("add")} Create</button></form>`
        : nothing}
      ${identities.length
        ? table<Item>("Managed identities", [
            { head: "Name", cell: (i) => html`<a href=${link("/resource" + i.id)}>${name(i.name, 80)}</a>` },
            { head: "Resource group", cell: (i) => name(i.id.split("/")[4], 60) },
            { head: "Access", cell: (i) => html`<a href=${link("/access" + i.id)} aria-label="Access control of ${i.name}">Access control</a>` },
          ], identities)
        : empty("No managed identity of its own", html`<p>A program that runs beside this server signs in as one without a secret. Those of resources are among the <a href=${link("/people/programs", { type: "ManagedIdentity" })}>service principals</a>.</p>`)}`, "Looking for managed identities")}</div>`;
  }
}

customElements.define("kl-identities", Identities);
