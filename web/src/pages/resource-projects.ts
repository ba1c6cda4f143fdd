// Projects of a Foundry account.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { accountType, may, type Item } from "../api/arm";
import { arm, armPage } from "../api/client";
import { link } from "../router";
import { empty, failure, name, table, time, toast } from "../ui/parts";
import { Pages } from "../ui/pages";
import { Load, View } from "../ui/view";

const write = accountType + "/projects/write";
const version = "2025-06-01";

class Projects extends View {
  static override properties = { account: { attribute: false }, error: { state: true } };
  declare account: Item;
  error?: unknown;
  private readonly mine = new Load<boolean>(this);
  private readonly pages = new Pages<Item>(this, "the projects", armPage<Item>(version));
  private asked = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.account.id === this.asked) return;
    this.asked = this.account.id;
    void this.mine.run(async () => (await may(this.account.id, write))[write]!);
    this.pages.open(this.account.id + "/projects?$top=50");
  }

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    this.error = undefined;
    try {
      const title = String(new FormData(form).get("project-name")).trim();
      await arm(`${this.account.id}/projects/${encodeURIComponent(title)}`, version, { method: "PUT", body: { location: this.account.location, identity: { type: "SystemAssigned" }, properties: {} } });
      form.reset();
      toast("The project is there");
    } catch (error) {
      this.error = error;
    }
    this.pages.reload();
  };

  protected override render(): TemplateResult {
    return html`${this.error ? failure(this.error) : nothing}<div class="card">
      ${this.mine.value ? html`<form class="row" @submit=${this.create}><label for="project-name">New project</label><input id="project-name" name="project-name" class="grow" type="text" required maxlength="64" autocomplete="off" /><button class="button" type="submit">Create</button></form>` : nothing}
      ${this.pages.show((list) => list.length
        ? table<Item>("Projects", [
            { head: "Name", cell: (p) => html`<a href=${link("/resource" + p.id)}>${name(p.name.split("/").at(-1), 80)}</a>` },
            { head: "Created", cell: (p) => time(p.systemData?.createdAt) },
            { head: "Access", cell: (p) => html`<a href=${link("/access" + p.id)}>Access control</a>` },
          ], list)
        : empty("No project yet", html`<p>A project is a scope inside the account, with connections and an endpoint of its own.</p>`), "Reading projects")}</div>`;
  }
}

customElements.define("kl-projects", Projects);
