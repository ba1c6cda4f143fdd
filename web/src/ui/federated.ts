// Federated credentials of an app registration or a managed identity: tokens of another issuer that it signs in with.
import { html, nothing, type TemplateResult } from "lit";
import type { Federated } from "../api/directory";
import { empty, icon, mono, name, table } from "./parts";
import { Load, View, Work } from "./view";

// Holder is whatever has the credentials.
export interface Holder {
  id: string;
  list(): Promise<Federated[]>;
  add(given: Omit<Federated, "id">): Promise<unknown>;
  remove(of: Federated): Promise<unknown>;
}

const audience = "api://AzureADTokenExchange";

interface Kind {
  label: string;
  hint: string;
  fields: [string, string, string][]; // id, label, placeholder
  issuer(f: Record<string, string>): string;
  subject(f: Record<string, string>): string;
}

// What the jobs of a repository run for, as GitHub writes it into the subject.
const entities: Record<string, { label: string; value: string; subject(value: string): string }> = {
  environment: { label: "Environment", value: "production", subject: (v) => "environment:" + v },
  branch: { label: "Branch", value: "main", subject: (v) => "ref:refs/heads/" + v },
  tag: { label: "Tag", value: "v1.0", subject: (v) => "ref:refs/tags/" + v },
  pull: { label: "Pull request", value: "", subject: () => "pull_request" },
};

const kinds: Record<string, Kind> = {
  github: {
    label: "GitHub Actions",
    hint: "Jobs of a repository sign in with the token that GitHub gives them.",
    fields: [["organization", "Organization or user", "contoso"], ["repository", "Repository", "website"]],
    issuer: () => "https://token.actions.githubusercontent.com",
    subject: (f) => `repo:${f.organization ?? ""}/${f.repository ?? ""}:${entities[f.entity || "environment"]!.subject(f["entity-value"] ?? "")}`,
  },
  kubernetes: {
    label: "Kubernetes",
    hint: "Pods sign in with the token of their service account.",
    fields: [["cluster", "Issuer address of the cluster", "https://…"], ["namespace", "Namespace", "default"], ["account", "Service account", "workload"]],
    issuer: (f) => f.cluster ?? "",
    subject: (f) => `system:serviceaccount:${f.namespace ?? ""}:${f.account ?? ""}`,
  },
  other: {
    label: "Other issuer",
    hint: "Any OpenID Connect issuer whose keys this server can read.",
    fields: [["issuer", "Issuer", "https://…"], ["subject", "Subject", "the sub of its tokens"]],
    issuer: (f) => f.issuer ?? "",
    subject: (f) => f.subject ?? "",
  },
};

class FederatedCredentials extends View {
  static override properties = { holder: { attribute: false }, may: { type: Boolean }, kind: { state: true }, given: { state: true } };
  declare holder: Holder;
  declare may: boolean;
  kind = ""; // of the one that is being made
  given: Record<string, string> = {};
  private readonly list = new Load<Federated[]>(this);
  private readonly work = new Work(this);
  private asked = "";

  protected override willUpdate(): void {
    if (this.holder.id === this.asked) return;
    this.asked = this.holder.id;
    this.kind = "";
    void this.list.run(() => this.holder.list());
  }

  private change(done: string, work: () => Promise<unknown>): void {
    void this.work.run(done, work).then((good) => {
      if (good) this.kind = "";
      this.list.reload();
    });
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}
      ${this.may
        ? html`<div class="choices"><span class="label">Add one for</span><div class="segments" role="group" aria-label="Add a federated credential">${Object.entries(kinds).map(
            ([id, k]) => html`<button type="button" id="add-${id}" aria-pressed=${id === this.kind} @click=${() => { this.kind = id === this.kind ? "" : id; this.given = {}; }}>${k.label}</button>`,
          )}</div></div>`
        : nothing}
      ${this.kind ? this.form(kinds[this.kind]!) : nothing}
      ${this.list.show((all) =>
        all.length
          ? table<Federated>("Federated credentials", [
              { head: "Name", cell: (f) => name(f.name, 80) },
              { head: "Issuer", cell: (f) => mono(f.issuer) },
              { head: "Subject", cell: (f) => mono(f.subject) },
              { head: "Audience", cell: (f) => mono(f.audiences.join(", ")) },
              { head: "Actions", hideHead: true, cell: (f) => (this.may ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete the credential ${f.name.slice(0, 60)}" @click=${() => this.change("The credential is deleted", () => this.holder.remove(f))}>${icon("delete")}</fluent-button>` : nothing) },
            ], all)
          : empty("No federated credential", html`<p>With one, a job or a pod signs in with a token that it has anyway, and no secret is kept.</p>`), "Reading federated credentials")}`;
  }

  private set = (event: Event): void => {
    const field = event.target as HTMLInputElement | HTMLSelectElement;
    this.given = { ...this.given, [field.name]: field.value.trim() };
  };

  private form(k: Kind): TemplateResult {
    const field = (id: string, label: string, placeholder: string): TemplateResult =>
      html`<div class="field"><label for="fc-${id}">${label}</label><input id="fc-${id}" name=${id} type="text" required maxlength="600" placeholder=${placeholder} autocomplete="off" spellcheck="false" .value=${this.given[id] ?? ""} @input=${this.set} /></div>`;
    const entity = entities[this.given.entity || "environment"]!;
    return html`<form class="card" @submit=${this.add}><h3>${k.label}</h3><p class="soft">${k.hint}</p>
      ${k.fields.map(([id, label, placeholder]) => field(id, label, placeholder))}
      ${this.kind === "github"
        ? html`<div class="pair"><div class="field"><label for="fc-entity">For</label><select id="fc-entity" name="entity" @change=${this.set}>${Object.entries(entities).map(([id, e]) => html`<option value=${id} ?selected=${id === (this.given.entity || "environment")}>${e.label}</option>`)}</select></div>
            ${entity.value ? field("entity-value", entity.label, entity.value) : nothing}</div>`
        : nothing}
      <div class="pair">${field("name", "Name of the credential", "deploy")}
        <div class="field"><label for="fc-audience">Audience</label><input id="fc-audience" name="audience" type="text" required maxlength="600" spellcheck="false" .value=${this.given.audience ?? audience} @input=${this.set} /></div></div>
      <dl class="facts"><div><dt>Issuer of the token</dt><dd>${mono(k.issuer(this.given))}</dd></div><div><dt>Subject of the token</dt><dd id="fc-built">${mono(k.subject(this.given))}</dd></div></dl>
      <p class="row end"><fluent-button @click=${() => (this.kind = "")}>Cancel</fluent-button><button class="button primary" type="submit" ?disabled=${this.work.busy}>Add</button></p></form>`;
  }

  private add = (event: Event): void => {
    event.preventDefault();
    const k = kinds[this.kind]!;
    this.change("The credential is there", () => this.holder.add({ name: this.given.name ?? "", issuer: k.issuer(this.given), subject: k.subject(this.given), audiences: [this.given.audience || audience] }));
  };
}

customElements.define("kl-federated", FederatedCredentials);
