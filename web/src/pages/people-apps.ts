// App registrations: find them, make them; one of them: secrets, certificates, federated credentials, redirects, owners.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { graph, literal, withQuery } from "../api/client";
import { linkTo, listOf, pageOf, rights, rolesOf, unlink, type Application, type Certificate, type DirectoryRole, type Entry, type Federated, type Program, type Rights, type Secret } from "../api/directory";
import type { Principal } from "../api/graph";
import { go, link, setQuery, type Route } from "../router";
import { signedIn } from "../session";
import "../ui/federated";
import type { Holder } from "../ui/federated";
import "../ui/find";
import { principalIcon } from "../ui/find";
import { badge, code, empty, facts, icon, mono, name, note, table, time } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { isGuid } from "../ui/text";
import { Load, View, Work } from "../ui/view";
import { kindOf, pageOfEntry } from "./people-groups";

interface Detail {
  app: Application;
  owners: Entry[];
  program?: Program | undefined;
  roles: DirectoryRole[];
}

const lifetimes: [string, string][] = [["90", "3 months"], ["180", "6 months"], ["365", "1 year"], ["730", "2 years"]];

const ends = (at: string): TemplateResult => (new Date(at).getTime() < Date.now() ? html`${badge("expired", "bad")} ${time(at)}` : html`${time(at)}`);

class Apps extends View {
  static override properties = { route: { attribute: false }, of: {}, asking: { state: true }, told: { state: true } };
  declare route: Route;
  declare of: string;
  asking = "";
  told?: { of: string; content: TemplateResult }; // a secret that is shown once
  private readonly pages = new Pages<Application>(this, "the app registrations", pageOf<Application>);
  private readonly detail = new Load<Detail>(this);
  private readonly mine = new Load<Rights>(this);
  private readonly work = new Work(this);
  private holder?: Holder;
  private asked = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.mine.run(rights);
  }

  protected override willUpdate(_: PropertyValues): void {
    if (!this.of) {
      const text = (this.route.query.get("filter") ?? "").trim();
      const filter = text && (isGuid(text) ? `appId eq ${literal(text)}` : `startswith(displayName,${literal(text)})`);
      this.pages.open(withQuery("/v1.0/applications", { $top: "50", $select: "id,displayName,appId,createdDateTime,passwordCredentials,keyCredentials", $orderby: "displayName", $filter: filter }));
    }
    if (this.of === this.asked) return;
    this.asked = this.of;
    this.asking = "";
    this.work.error = undefined;
    if (this.of) {
      const id = encodeURIComponent(this.of);
      void this.detail.run(() => this.read(id));
      const at = `/v1.0/applications/${id}/federatedIdentityCredentials`;
      this.holder = {
        id: this.of,
        list: () => listOf<Federated>(at),
        add: (given) => graph(at, { method: "POST", body: given }),
        remove: (f) => graph(at + "/" + f.id, { method: "DELETE" }),
      };
    }
  }

  private async read(id: string): Promise<Detail> {
    const app = await graph<Application>("/v1.0/applications/" + id);
    const [owners, programs] = await Promise.all([
      listOf<Entry>(withQuery(`/v1.0/applications/${id}/owners`, { $select: "id,displayName" })),
      listOf<Program>(withQuery("/v1.0/servicePrincipals", { $filter: `appId eq ${literal(app.appId)}`, $select: "id,displayName,appId" })),
    ]);
    const roles = programs[0] ? await rolesOf("servicePrincipals", programs[0].id).catch(() => []) : [];
    return { app, owners, program: programs[0], roles };
  }

  private async change(done: string, ask: { method: string; body?: unknown }, path = ""): Promise<boolean> {
    const good = await this.work.run(done, () => graph("/v1.0/applications/" + this.of + path, ask));
    this.asking = "";
    this.detail.reload();
    return good;
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}${this.told?.of === this.of ? this.told.content : nothing}${this.mine.show((mine) =>
      this.route.query.get("new") && mine.may("applications/create") ? this.form() : this.of ? this.detail.show((d) => this.one(d, mine), "Reading the app registration") : this.all(mine))}`;
  }

  private all(mine: Rights): TemplateResult {
    return html`<div class="card"><div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Name begins with, or client id" maxlength="100" .value=${this.route.query.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        ${mine.may("applications/create") ? html`<a class="button primary" href=${link("/people/apps", { new: "1" })}>${icon("add")} Register an app</a>` : nothing}</div>
      ${this.pages.show((rows) =>
        rows.length
          ? table<Application>("App registrations", [
              { head: "Name", cell: (a) => html`<a href=${link("/people/apps/" + a.id)}>${name(a.displayName, 80)}</a>` },
              { head: "Client id", cell: (a) => mono(a.appId) },
              { head: "Signs in with", cell: (a) => html`<span class="soft">${[a.passwordCredentials.length && "secret", a.keyCredentials.length && "certificate"].filter(Boolean).join(", ") || "neither secret nor certificate"}</span>` },
              { head: "Created", cell: (a) => time(a.createdDateTime) },
            ], rows)
          : empty("No app registration is like that", html`<p>A program that runs elsewhere than here, as a job or a service, signs in as an app registration.</p>`), "Reading app registrations")}</div>`;
  }

  private one({ app: a, owners, program, roles }: Detail, mine: Rights): TemplateResult {
    const on = { id: program?.id ?? a.id, owned: owners.some((o) => o.id === signedIn().id), roles };
    const credentials = mine.may("applications/credentials/update", on);
    const basic = mine.may("applications/basic/update", on);
    const mayOwners = mine.may("applications/owners/update", on);
    return html`<p><a href=${link("/people/apps")}>All app registrations</a></p>
      <section aria-labelledby="one"><h2 id="one">${icon("cube")} ${name(a.displayName, 80)}</h2>
        ${facts([
          ["Client id", mono(a.appId)], ["Tenant id", mono(signedIn().tenant)], ["Object id", mono(a.id)], ["Created", time(a.createdDateTime)],
          ["Service principal", program ? html`<a href=${link("/people/programs/" + program.id)}>${name(program.displayName, 60)}</a>` : "none: it cannot sign in here"],
        ])}
        <p class="row">${!program && mine.may("servicePrincipals/create") ? html`<fluent-button id="make-program" @click=${this.makeProgram}>Make its service principal</fluent-button>` : nothing}
        ${mine.may("applications/delete", on)
          ? this.asking === "delete"
            ? html`It can no longer sign in. <fluent-button appearance="primary" id="confirm-delete" @click=${this.erase}>Delete</fluent-button><fluent-button @click=${() => (this.asking = "")}>Keep</fluent-button>`
            : html`<fluent-button id="delete" @click=${() => (this.asking = "delete")}>${icon("delete")} Delete</fluent-button>`
          : nothing}</p></section>
      <section aria-labelledby="federated"><h2 id="federated">Federated credentials</h2><kl-federated .holder=${this.holder} .may=${credentials}></kl-federated></section>
      <section aria-labelledby="secrets"><h2 id="secrets">Secrets</h2>
        ${credentials ? html`<form class="row" @submit=${this.addSecret}><label for="secret-name">New secret</label><input id="secret-name" name="secret-name" class="grow" type="text" required maxlength="100" placeholder="What it is for" autocomplete="off" />
          <label for="lifetime">for</label><select id="lifetime" name="lifetime">${lifetimes.map(([v, l]) => html`<option value=${v}>${l}</option>`)}</select><button class="button" type="submit" ?disabled=${this.work.busy}>Add</button></form>` : nothing}
        ${a.passwordCredentials.length
          ? table<Secret>("Secrets", [
              { head: "For", cell: (s) => name(s.displayName ?? "", 80) },
              { head: "Begins with", cell: (s) => (s.hint ? mono(s.hint) : html`<span class="soft">not known</span>`) },
              { head: "Ends", cell: (s) => ends(s.endDateTime) },
              { head: "Actions", hideHead: true, cell: (s) => (credentials ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete the secret ${(s.displayName ?? s.keyId).slice(0, 60)}" @click=${() => this.change("The secret is deleted", { method: "POST", body: { keyId: s.keyId } }, "/removePassword")}>${icon("delete")}</fluent-button>` : nothing) },
            ], a.passwordCredentials)
          : empty("No secret", html`<p>A federated credential or a managed identity needs none.</p>`)}</section>
      <section aria-labelledby="certificates"><h2 id="certificates">Certificates</h2>
        ${credentials ? html`<form @submit=${this.addCertificate}><div class="field"><label for="certificate">New certificate</label><textarea id="certificate" name="certificate" class="mono" rows="3" required spellcheck="false" placeholder="-----BEGIN CERTIFICATE-----"></textarea><span class="hint">As PEM, without its private key.</span></div><p><button class="button" type="submit" ?disabled=${this.work.busy}>Add the certificate</button></p></form>` : nothing}
        ${a.keyCredentials.length
          ? table<Certificate>("Certificates", [
              { head: "Subject", cell: (c) => name(c.displayName ?? "", 80) },
              { head: "Thumbprint", cell: (c) => mono(c.customKeyIdentifier) },
              { head: "Ends", cell: (c) => ends(c.endDateTime) },
              { head: "Actions", hideHead: true, cell: (c) => (credentials ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete the certificate ${c.customKeyIdentifier}" @click=${() => this.change("The certificate is deleted", { method: "PATCH", body: { keyCredentials: a.keyCredentials.filter((k) => k.keyId !== c.keyId) } })}>${icon("delete")}</fluent-button>` : nothing) },
            ], a.keyCredentials)
          : empty("No certificate", html`<p>A program proves with its private key that a certificate is its own; the key never leaves it.</p>`)}</section>
      <section aria-labelledby="redirects"><h2 id="redirects">Redirect addresses</h2>
        <form @submit=${this.saveRedirects}>${([["web", "Web", a.web], ["spa", "Page in the browser", a.spa], ["publicClient", "Program on a device", a.publicClient]] as const).map(
          ([id, label, of]) => html`<div class="field"><label for="redirects-${id}">${label}, one a line</label><textarea id="redirects-${id}" name=${id} class="mono" rows="2" spellcheck="false" ?readonly=${!basic} .value=${of.redirectUris.join("\n")}></textarea></div>`,
        )}${basic ? html`<p><button class="button" type="submit" ?disabled=${this.work.busy}>Save</button></p>` : nothing}</form></section>
      <section aria-labelledby="owners"><h2 id="owners">Owners</h2>
        ${mayOwners ? html`<kl-find label="Add an owner" name="add-owner" @pick=${(e: CustomEvent<Principal>) => this.own("Added", () => linkTo("applications", a.id, "owners", e.detail.id))}></kl-find>` : nothing}
        ${owners.length
          ? table<Entry>("Owners", [
              { head: "Name", cell: (e) => html`${principalIcon({ type: kindOf(e) })} <a href=${pageOfEntry(e)}>${name(e.displayName || e.id, 80)}</a>` },
              { head: "Actions", hideHead: true, cell: (e) => (mayOwners ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Remove ${e.displayName?.slice(0, 60) || e.id} from the owners" @click=${() => this.own("Removed", () => unlink("applications", a.id, "owners", e.id))}>${icon("delete")}</fluent-button>` : nothing) },
            ], owners)
          : empty("No owners", html`<p>Administrators of applications look after it.</p>`)}</section>`;
  }

  private own(done: string, work: () => Promise<unknown>): void {
    void this.work.run(done, work).then(this.detail.reload);
  }

  private makeProgram = async (): Promise<void> => {
    await this.work.run("The service principal is there", () => graph("/v1.0/servicePrincipals", { method: "POST", body: { appId: this.detail.value!.app.appId } }));
    this.detail.reload();
  };

  private addSecret = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const endDateTime = new Date(Date.now() + Number(data.get("lifetime")) * 86_400_000).toISOString();
    let made: Secret | undefined;
    const done = await this.work.run("The secret is there", async () => {
      made = await graph<Secret>(`/v1.0/applications/${this.of}/addPassword`, { method: "POST", body: { passwordCredential: { displayName: String(data.get("secret-name")).trim(), endDateTime } } });
    });
    if (done && made?.secretText) {
      form.reset();
      this.told = { of: this.of, content: note("good", html`<p>Copy it now: it is not shown again.</p>${code(made.secretText, "Secret")}`, "New secret") };
      scrollTo({ top: 0 });
    }
    this.detail.reload();
  };

  private addCertificate = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get("certificate"));
    if (text.includes("PRIVATE KEY")) {
      this.work.error = new Error("That holds a private key, which must stay where it is: paste the certificate alone.");
      this.requestUpdate();
      return;
    }
    const key = text.replace(/-----[^-]*-----/g, "").replace(/\s+/g, "");
    const present = this.detail.value!.app.keyCredentials;
    if (await this.change("The certificate is there", { method: "PATCH", body: { keyCredentials: [...present, { type: "AsymmetricX509Cert", usage: "Verify", key }] } })) form.reset();
  };

  private saveRedirects = (event: Event): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const of = (id: string): { redirectUris: string[] } => ({ redirectUris: String(data.get(id)).split("\n").map((l) => l.trim()).filter(Boolean) });
    void this.change("The addresses are saved", { method: "PATCH", body: { web: of("web"), spa: of("spa"), publicClient: of("publicClient") } });
  };

  private erase = async (): Promise<void> => {
    if (!(await this.work.run("The app registration is deleted", () => graph("/v1.0/applications/" + this.of, { method: "DELETE" })))) return;
    this.pages.reload();
    go("/people/apps");
  };

  private form(): TemplateResult {
    return html`<form class="card" @submit=${this.create}><h2>Register an app</h2>
      <div class="field"><label for="display-name">Name</label><input id="display-name" name="display-name" type="text" required maxlength="120" autocomplete="off" /></div>
      <p class="soft">It gets a service principal, which roles can be assigned to.</p>
      <p class="row end"><a class="button" href=${link("/people/apps")}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.work.busy}>Register</button></p></form>`;
  }

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    let id = "";
    const done = await this.work.run("The app is registered", async () => {
      const app = await graph<Application>("/v1.0/applications", { method: "POST", body: { displayName: String(form.get("display-name")).trim() } });
      id = app.id;
      await graph("/v1.0/servicePrincipals", { method: "POST", body: { appId: app.appId } });
    });
    this.pages.reload();
    if (done || id) go("/people/apps/" + id);
  };
}

customElements.define("kl-apps", Apps);
