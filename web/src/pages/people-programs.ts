// Service principals and managed identities: one of them: whether it signs in, and what it was let do for people.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { graph, literal, withQuery } from "../api/client";
import { byIds } from "../api/graph";
import { listOf, pageOf, rights, rolesOf, type DirectoryRole, type Entry, type Grant, type Program, type Rights } from "../api/directory";
import { link, setQuery, type Route } from "../router";
import { signedIn } from "../session";
import { badge, empty, facts, icon, mono, name, table, time } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { isGuid, plain } from "../ui/text";
import { Load, View, Work } from "../ui/view";

interface Detail {
  program: Program;
  owners: Entry[];
  roles: DirectoryRole[];
  grants: Grant[];
  names: Map<string, string>;
  app?: Entry | undefined;
  apis: Program[]; // what it can be let call for people
}

const shown = "id,displayName,appId,servicePrincipalType,accountEnabled,alternativeNames,createdDateTime";

class Programs extends View {
  static override properties = { route: { attribute: false }, of: {}, api: { state: true } };
  declare route: Route;
  declare of: string;
  api = ""; // that consent is being given for
  private readonly pages = new Pages<Program>(this, "the service principals", pageOf<Program>);
  private readonly detail = new Load<Detail>(this);
  private readonly mine = new Load<Rights>(this);
  private readonly work = new Work(this);
  private asked = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.mine.run(rights);
  }

  protected override willUpdate(_: PropertyValues): void {
    if (!this.of) {
      const text = (this.route.query.get("filter") ?? "").trim();
      const type = this.route.query.get("type");
      const terms = [
        text && (isGuid(text) ? `appId eq ${literal(text)}` : `startswith(displayName,${literal(text)})`),
        type && `servicePrincipalType eq ${literal(type)}`,
      ].filter(Boolean);
      this.pages.open(withQuery("/v1.0/servicePrincipals", { $top: "50", $select: shown, $orderby: "displayName", $filter: terms.join(" and ") }));
    }
    if (this.of === this.asked) return;
    this.asked = this.of;
    this.work.error = undefined;
    if (this.of) void this.detail.run(() => this.read(encodeURIComponent(this.of)));
  }

  private async read(id: string): Promise<Detail> {
    const program = await graph<Program>(withQuery("/v1.0/servicePrincipals/" + id, { $select: shown }));
    const [owners, roles, grants, apps, apis] = await Promise.all([
      listOf<Entry>(withQuery(`/v1.0/servicePrincipals/${id}/owners`, { $select: "id,displayName" })).catch(() => []),
      rolesOf("servicePrincipals", id).catch(() => []),
      listOf<Grant>(`/v1.0/servicePrincipals/${id}/oauth2PermissionGrants`).catch(() => []),
      listOf<Entry>(withQuery("/v1.0/applications", { $filter: `appId eq ${literal(program.appId)}`, $select: "id,displayName" })).catch(() => []),
      listOf<Program>(withQuery("/v1.0/servicePrincipals", { $select: "id,displayName,appId,oauth2PermissionScopes", $orderby: "displayName", $top: "200" })).catch(() => []),
    ]);
    const found = await byIds(grants.flatMap((g) => [g.resourceId, ...(g.principalId ? [g.principalId] : [])])).catch(() => new Map());
    return { program, owners, roles, grants, names: new Map([...found].map(([key, p]) => [key, p.name])), app: apps[0], apis: apis.filter((p) => p.oauth2PermissionScopes?.some((s) => s.isEnabled)) };
  }

  private async change(done: string, work: () => Promise<unknown>): Promise<void> {
    await this.work.run(done, work);
    this.detail.reload();
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}${this.mine.show((mine) => (this.of ? this.detail.show((d) => this.one(d, mine), "Reading the service principal") : this.all()))}`;
  }

  private all(): TemplateResult {
    const type = this.route.query.get("type") ?? "";
    return html`<div class="card"><div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Name begins with, or client id" maxlength="100" .value=${this.route.query.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        <label for="type" class="unseen">Type</label><select id="type" @change=${(e: Event) => setQuery({ type: (e.target as HTMLSelectElement).value })}>${[["", "Every type"], ["Application", "Applications"], ["ManagedIdentity", "Managed identities"]].map(([v, l]) => html`<option value=${v!} ?selected=${v === type}>${l}</option>`)}</select></div>
      ${this.pages.show((rows) =>
        rows.length
          ? table<Program>("Service principals", [
              { head: "Name", cell: (p) => html`<a href=${link("/people/programs/" + p.id)}>${name(p.displayName, 80)}</a>` },
              { head: "Type", cell: (p) => html`<span class="soft">${p.servicePrincipalType === "ManagedIdentity" ? "managed identity" : "application"}</span>` },
              { head: "Client id", cell: (p) => mono(p.appId) },
              { head: "State", cell: (p) => (p.accountEnabled ? badge("enabled", "good") : badge("disabled", "bad")) },
            ], rows)
          : empty("No service principal is like that", html`<p>Change the filter. A program gets one when its app is registered.</p>`), "Reading service principals")}</div>`;
  }

  private one({ program: p, owners, roles, grants, names, app, apis }: Detail, mine: Rights): TemplateResult {
    const on = { id: p.id, owned: owners.some((o) => o.id === signedIn().id), roles };
    const managed = p.servicePrincipalType === "ManagedIdentity";
    const resource = p.alternativeNames.find((n) => n.startsWith("/subscriptions/"));
    const enable = mine.may(p.accountEnabled ? "servicePrincipals/disable" : "servicePrincipals/enable", on) && mine.may("servicePrincipals/basic/update", on);
    const consent = mine.may("oauth2PermissionGrants/create");
    return html`<p><a href=${link("/people/programs")}>All service principals</a></p>
      <section aria-labelledby="one"><h2 id="one">${icon("cube")} ${name(p.displayName, 80)} ${p.accountEnabled ? nothing : badge("disabled", "bad")}</h2>
        ${facts([
          ["Type", managed ? "managed identity" : "application"], ["Client id", mono(p.appId)], ["Object id", mono(p.id)], ["Created", time(p.createdDateTime)],
          ["App registration", app ? html`<a href=${link("/people/apps/" + app.id)}>${name(app.displayName, 60)}</a>` : ""],
          ["Resource", resource ? html`<a href=${link("/resource" + resource)}>${name(resource.split("/").at(-1), 60)}</a>` : ""],
          ["Directory roles", roles.length ? html`<span class="list">${roles.map((r) => badge(r.displayName, "info"))}</span>` : "none"],
        ])}
        <p class="row">${enable && !managed ? html`<fluent-button id="enable" @click=${() => this.change(p.accountEnabled ? "It can no longer sign in" : "It can sign in", () => graph("/v1.0/servicePrincipals/" + p.id, { method: "PATCH", body: { accountEnabled: !p.accountEnabled } }))}>${p.accountEnabled ? "Disable" : "Enable"}</fluent-button>` : nothing}
          ${mine.may("signInReports/allProperties/view") ? html`<a class="button" href=${link("/people/sign-ins", { program: p.id })}>${icon("history")} Sign-ins</a>` : nothing}</p></section>
      <section aria-labelledby="consent"><h2 id="consent">Consent</h2>
        <p class="soft">What it may do for people who sign in to it. What it may do as itself are role assignments.</p>
        ${consent && !managed ? this.consent(p, apis) : nothing}
        ${grants.length
          ? table<Grant>("Consent", [
              { head: "API", cell: (g) => name(names.get(g.resourceId) ?? g.resourceId, 60) },
              { head: "Permissions", cell: (g) => html`<span class="list">${g.scope.split(" ").filter(Boolean).map((s) => html`<code>${s}</code>`)}</span>` },
              { head: "For", cell: (g) => (g.consentType === "AllPrincipals" ? "everyone" : name(names.get(g.principalId ?? "") ?? g.principalId, 60)) },
              { head: "Actions", hideHead: true, cell: (g) => (mine.may("oauth2PermissionGrants/delete") ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Withdraw the consent for ${names.get(g.resourceId)?.slice(0, 60) ?? g.resourceId}" @click=${() => this.change("The consent is withdrawn", () => graph("/v1.0/oauth2PermissionGrants/" + g.id, { method: "DELETE" }))}>${icon("delete")}</fluent-button>` : nothing) },
            ], grants)
          : empty("Nobody has consented", html`<p>People are asked when they first sign in to it${consent ? ", unless you consent for everyone" : ""}.</p>`)}</section>`;
  }

  private consent(p: Program, apis: Program[]): TemplateResult {
    const api = apis.find((a) => a.id === this.api);
    return html`<form @submit=${(e: Event) => this.allow(e, p)}><p class="row"><label for="api">Consent for everyone to</label>
        <select id="api" name="api" @change=${(e: Event) => (this.api = (e.target as HTMLSelectElement).value)}><option value="">Choose an API</option>${apis.map((a) => html`<option value=${a.id} ?selected=${a.id === this.api}>${plain(a.displayName, 80)}</option>`)}</select></p>
      ${api ? html`<fieldset class="checks"><legend class="label">Permissions</legend>${api.oauth2PermissionScopes!.filter((s) => s.isEnabled).map((s) => html`<label class="check"><input type="checkbox" name="scope" value=${s.value} /> <code>${s.value}</code> <span class="soft">${name(s.adminConsentDisplayName ?? "", 100)}</span></label>`)}</fieldset>
        <p class="row"><button class="button" type="submit" ?disabled=${this.work.busy}>Consent for everyone</button></p>` : nothing}</form>`;
  }

  private allow = async (event: Event, p: Program): Promise<void> => {
    event.preventDefault();
    const scope = new FormData(event.target as HTMLFormElement).getAll("scope").join(" ");
    const { api } = this;
    if (!scope) return void this.work.run("", () => Promise.reject(new Error("Choose at least one permission.")));
    const present = this.detail.value!.grants.find((g) => g.consentType === "AllPrincipals" && g.resourceId === api);
    await this.change("It is consented", () =>
      present
        ? graph("/v1.0/oauth2PermissionGrants/" + present.id, { method: "PATCH", body: { scope: [...new Set([...present.scope.split(" "), ...scope.split(" ")])].filter(Boolean).join(" ") } })
        : graph("/v1.0/oauth2PermissionGrants", { method: "POST", body: { clientId: p.id, consentType: "AllPrincipals", resourceId: api, scope } }));
    if (this.work.error === undefined) this.api = "";
  };
}

customElements.define("kl-programs", Programs);
