// Deployments of an account: make one, change its capacity, delete it.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { accountType, deployments, may, remove, versions, type Item } from "../api/arm";
import { all, arm } from "../api/client";
import { health, type Backing } from "../api/metrics";
import { link, setQuery, type Route } from "../router";
import { servers } from "../ui/limits";
import { badge, empty, failure, icon, name, table, toast } from "../ui/parts";
import { same } from "../ui/text";
import { Load, View } from "../ui/view";

interface Model {
  format: string;
  name: string;
  version: string;
  skus: { name: string; capacity: { default: number; minimum: number; maximum: number } }[];
}

const write = accountType + "/deployments/write";
const erase = accountType + "/deployments/delete";

class Deployments extends View {
  static override properties = { account: { attribute: false }, route: { attribute: false }, error: { state: true }, editing: { state: true }, deleting: { state: true }, busy: { state: true } };
  declare account: Item;
  declare route: Route;
  error?: unknown;
  editing = ""; // name of the deployment whose capacity is edited
  deleting = "";
  busy = false;
  private readonly found = new Load<{ list: Item[]; may: Record<string, boolean>; behind: Backing[] }>(this);
  private readonly models = new Load<Model[]>(this);
  private asked = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.account.id !== this.asked) {
      this.asked = this.account.id;
      void this.found.run(async () => {
        const [list, mine, behind] = await Promise.all([deployments(this.account.id), may(this.account.id, write, erase), health(this.account.id).catch(() => [])]);
        return { list, may: mine, behind };
      });
    }
    if (this.route.query.get("new") && !this.models.value && !this.models.busy) void this.models.run(() => all<Model>(this.account.id + "/models", versions.cognitive));
  }

  private async change(what: string, work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.error = undefined;
    try {
      await work();
      toast(what);
      this.editing = this.deleting = "";
      setQuery({ new: "" });
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
    this.found.reload();
  }

  private create = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const model = this.models.value![Number(form.get("model"))]!;
    const capacity = String(form.get("capacity")).trim();
    void this.change("The deployment is there", () =>
      arm(`${this.account.id}/deployments/${encodeURIComponent(String(form.get("deployment-name")).trim())}`, versions.cognitive, {
        method: "PUT",
        body: { sku: { name: String(form.get("sku")), ...(capacity && { capacity: Number(capacity) }) }, properties: { model: { format: model.format, name: model.name, version: model.version } } },
      }),
    );
  };

  private resize = (event: Event, d: Item): void => {
    event.preventDefault();
    const capacity = Number(new FormData(event.target as HTMLFormElement).get("capacity"));
    void this.change("The capacity is changed", () => arm(d.id, versions.cognitive, { method: "PATCH", body: { sku: { name: d.sku?.name, capacity } } }));
  };

  protected override render(): TemplateResult {
    return html`${this.error ? failure(this.error) : nothing}
      ${this.found.show(({ list, may: mine, behind }) => (this.route.query.get("new") && mine[write] ? this.models.show((models) => this.form(models), "Reading the models") : this.list(list, mine, behind)))}`;
  }

  private list(list: Item[], mine: Record<string, boolean>, behind: Backing[]): TemplateResult {
    return html`<div class="card">
      ${mine[write] ? html`<p class="row"><a class="button primary" href=${link("/resource" + this.account.id, { tab: "deployments", new: "1" })}>${icon("add")} Create a deployment</a></p>` : nothing}
      ${list.length
        ? table<Item>("Deployments", [
            { head: "Name", cell: (d) => html`<strong>${name(d.name, 80)}</strong>` },
            { head: "Model", cell: (d) => html`${name(d.properties?.model?.name, 80)} <span class="soft">${name(d.properties?.model?.format, 40)} ${name(d.properties?.model?.version, 40)}</span>` },
            { head: "Size", cell: (d) => name(d.sku?.name, 40) },
            { head: "Capacity", cell: (d) => (this.editing === d.name ? this.capacity(d) : d.sku?.capacity ? html`${d.sku.capacity}k tokens a minute` : html`<span class="soft">no limit</span>`) },
            { head: "Behind it", cell: (d) => servers(behind.find((b) => same(b.deployment, d.name))) },
            { head: "State", cell: (d) => badge(d.properties?.provisioningState ?? "", d.properties?.provisioningState === "Succeeded" ? "good" : "warning") },
            { head: "Actions", hideHead: true, cell: (d) => this.controls(d, mine) },
          ], list)
        : empty("No deployment yet", html`<p>A deployment is a model under a name of yours: callers name it as their model.</p>`)}</div>`;
  }

  private controls(d: Item, mine: Record<string, boolean>): TemplateResult {
    if (this.deleting === d.name)
      return html`<span class="row tight">Delete it? <fluent-button size="small" ?disabled=${this.busy} @click=${() => this.change("The deployment is deleted", () => remove(d.id, versions.cognitive))}>Delete</fluent-button><fluent-button size="small" appearance="subtle" @click=${() => (this.deleting = "")}>Keep</fluent-button></span>`;
    const chat = !d.properties?.capabilities?.embeddings;
    return html`<span class="row tight">
      ${chat ? html`<a href=${link("/playground", { account: this.account.name, deployment: d.name })} aria-label="Playground with ${d.name}">Playground</a>` : nothing}
      ${mine[write] && this.editing !== d.name ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Capacity of ${d.name}" @click=${() => (this.editing = d.name)}>Capacity</fluent-button>` : nothing}
      ${mine[erase] ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${d.name}" @click=${() => (this.deleting = d.name)}>${icon("delete")}</fluent-button>` : nothing}</span>`;
  }

  private capacity(d: Item): TemplateResult {
    return html`<form class="row tight" @submit=${(e: Event) => this.resize(e, d)}><label class="unseen" for="capacity">Thousands of tokens a minute</label>
      <input id="capacity" name="capacity" type="number" min="1" max="100000" required .value=${String(d.sku?.capacity ?? 10)} /><button class="button" type="submit" ?disabled=${this.busy}>Save</button>
      <fluent-button size="small" appearance="subtle" @click=${() => (this.editing = "")}>Cancel</fluent-button></form>`;
  }

  private form(models: Model[]): TemplateResult {
    return html`<form class="card" @submit=${this.create}><h2>New deployment</h2>
      <div class="field"><label for="model">Model</label><select id="model" name="model">${models.map((m, i) => html`<option value=${i}>${m.name} ${m.version} (${m.format})</option>`)}</select></div>
      <div class="field"><label for="deployment-name">Name</label><input id="deployment-name" name="deployment-name" type="text" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*" autocomplete="off" spellcheck="false" /><span class="hint">What callers give as their model.</span></div>
      <div class="pair"><div class="field"><label for="sku">Size</label><select id="sku" name="sku"><option>GlobalStandard</option><option>Standard</option></select></div>
        <div class="field"><label for="new-capacity">Capacity</label><input id="new-capacity" name="capacity" type="number" min="1" max="100000" placeholder="no limit" /><span class="hint">Thousands of tokens a minute.</span></div></div>
      <p class="row end"><a class="button" href=${link("/resource" + this.account.id, { tab: "deployments" })}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.busy}>Create</button></p></form>`;
  }
}

customElements.define("kl-deployments", Deployments);
