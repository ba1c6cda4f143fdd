// Users: find them, make them, invite guests; one of them: sign-in, password, sessions, groups.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { graph, literal, withQuery } from "../api/client";
import { listOf, newPassword, pageOf, rights, rolesOf, usersCalled, type DirectoryRole, type Group, type Rights, type User } from "../api/directory";
import { go, link, setQuery, type Route } from "../router";
import { signedIn } from "../session";
import { badge, code, empty, facts, icon, mono, name, note, table, time } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { Load, View, Work } from "../ui/view";

const shown = "id,displayName,userPrincipalName,mail,accountEnabled,userType,externalUserState,createdDateTime,signInSessionsValidFromDateTime";

interface Detail {
  user: User;
  roles: DirectoryRole[];
  groups: Group[];
}

class Users extends View {
  static override properties = { route: { attribute: false }, of: {}, told: { state: true }, asking: { state: true } };
  declare route: Route;
  declare of: string; // object id of the one that is shown; "" is all
  told?: { of: string; content: TemplateResult }; // a secret of a user that is shown once
  asking = "";
  private readonly pages = new Pages<User>(this, "the users", pageOf<User>);
  private readonly detail = new Load<Detail>(this);
  private readonly mine = new Load<Rights>(this);
  private readonly domains = new Load<string[]>(this);
  private readonly work = new Work(this);
  private asked = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.mine.run(rights);
  }

  protected override willUpdate(_: PropertyValues): void {
    if (this.of !== this.asked) {
      this.asking = "";
      this.work.error = undefined;
    }
    if (this.of && this.of !== this.asked) void this.detail.run(() => this.read(this.of));
    this.asked = this.of;
    if (!this.of) this.pages.open(this.address());
    if (this.route.query.get("new") && !this.domains.value && !this.domains.busy) void this.domains.run(async () => (await listOf<{ id: string }>("/v1.0/domains")).map((d) => d.id));
  }

  private address(): string {
    const q = this.route.query;
    const text = (q.get("filter") ?? "").trim();
    const terms = [
      text && usersCalled(text),
      q.get("type") && `userType eq ${literal(q.get("type")!)}`,
      q.get("state") && `accountEnabled eq ${q.get("state") === "enabled"}`,
    ].filter(Boolean);
    return withQuery("/v1.0/users", { $top: "50", $select: shown, $orderby: "displayName", $filter: terms.join(" and ") });
  }

  private async read(id: string): Promise<Detail> {
    const [user, roles, groups] = await Promise.all([
      graph<User>(withQuery("/v1.0/users/" + encodeURIComponent(id), { $select: shown })),
      rolesOf("users", encodeURIComponent(id)).catch(() => []),
      listOf<Group>(withQuery(`/v1.0/users/${encodeURIComponent(id)}/memberOf/microsoft.graph.group`, { $select: "id,displayName,description", $orderby: "displayName", $top: "200" })).catch(() => []),
    ]);
    return { user, roles, groups };
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}${this.told?.of === this.of ? this.told.content : nothing}${this.mine.show((mine) => {
      const wanted = this.route.query.get("new");
      if (wanted === "user" && mine.may("users/create")) return this.newUser();
      if (wanted === "guest" && mine.invites()) return this.newGuest();
      return this.of ? this.detail.show((d) => this.one(d, mine), "Reading the user") : this.all(mine);
    })}`;
  }

  private all(mine: Rights): TemplateResult {
    const q = this.route.query;
    const select = (key: string, label: string, options: [string, string][]): TemplateResult =>
      html`<label for=${key} class="unseen">${label}</label><select id=${key} @change=${(e: Event) => setQuery({ [key]: (e.target as HTMLSelectElement).value })}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === (q.get(key) ?? "")}>${l}</option>`)}</select>`;
    return html`<div class="card"><div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Name or sign-in name begins with" maxlength="100" .value=${q.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        ${select("type", "Type", [["", "Members and guests"], ["Member", "Members"], ["Guest", "Guests"]])}
        ${select("state", "State", [["", "Enabled and disabled"], ["enabled", "Enabled"], ["disabled", "Disabled"]])}
        ${mine.may("users/create") ? html`<a class="button primary" href=${link("/people/users", { new: "user" })}>${icon("add")} New user</a>` : nothing}
        ${mine.invites() ? html`<a class="button" href=${link("/people/users", { new: "guest" })}>Invite a guest</a>` : nothing}</div>
      ${this.pages.show((rows) =>
        rows.length
          ? table<User>("Users", [
              { head: "Name", cell: (u) => html`<a href=${link("/people/users/" + u.id)}>${name(u.displayName, 80)}</a>` },
              { head: "Signs in as", cell: (u) => name(u.userPrincipalName, 80) },
              { head: "Type", cell: (u) => (u.userType === "Guest" ? badge(u.externalUserState === "PendingAcceptance" ? "guest, invited" : "guest", "info") : html`<span class="soft">member</span>`) },
              { head: "State", cell: (u) => (u.accountEnabled ? badge("enabled", "good") : badge("disabled", "bad")) },
              { head: "Created", cell: (u) => time(u.createdDateTime) },
            ], rows)
          : empty("Nobody is like that", html`<p>Change the filter. It looks for the beginning of a name or of a sign-in name.</p>`), "Reading users")}</div>`;
  }

  private one({ user: u, roles, groups }: Detail, mine: Rights): TemplateResult {
    const on = { id: u.id, roles };
    const self = u.id === signedIn().id;
    const at = "/v1.0/users/" + u.id;
    const change = (done: string, ask: { method: string; body?: unknown }, path = ""): Promise<boolean> => this.work.run(done, async () => {
      await graph(at + path, ask);
      this.asking = "";
      this.detail.reload();
    });
    const confirmed = (key: string, label: string, question: string, act: () => unknown): TemplateResult =>
      this.asking === key
        ? html`<span class="row tight">${question} <fluent-button appearance="primary" id="confirm-${key}" ?disabled=${this.work.busy} @click=${act}>${label}</fluent-button><fluent-button @click=${() => (this.asking = "")}>Keep</fluent-button></span>`
        : html`<fluent-button id=${key} @click=${() => (this.asking = key)}>${label}</fluent-button>`;
    return html`<p><a href=${link("/people/users")}>All users</a></p>
      <section aria-labelledby="one"><h2 id="one">${icon("person")} ${name(u.displayName, 80)} ${u.accountEnabled ? nothing : badge("disabled", "bad")} ${u.userType === "Guest" ? badge("guest", "info") : nothing}</h2>
        ${facts([
          ["Signs in as", name(u.userPrincipalName)], ["Object id", mono(u.id)], ["Mail", u.mail ? name(u.mail) : ""], ["Created", time(u.createdDateTime)],
          ["Sessions valid from", time(u.signInSessionsValidFromDateTime)], ["Invitation", u.externalUserState ? (u.externalUserState === "Accepted" ? "accepted" : "not accepted yet") : ""],
          ["Directory roles", roles.length ? html`<span class="list">${roles.map((r) => badge(r.displayName, "info"))}</span>` : "none"],
        ])}
        <p class="row">
          ${mine.may(u.accountEnabled ? "users/disable" : "users/enable", on) && mine.may("users/enable", on) && !self
            ? u.accountEnabled
              ? confirmed("disable", "Disable", "Every session ends.", () => change("The user is disabled", { method: "PATCH", body: { accountEnabled: false } }))
              : html`<fluent-button id="enable" @click=${() => change("The user is enabled", { method: "PATCH", body: { accountEnabled: true } })}>Enable</fluent-button>`
            : nothing}
          ${mine.may("users/password/update", on) && !self ? confirmed("reset", "Reset password", "The present password stops working.", () => this.reset(u)) : nothing}
          ${mine.may("users/invalidateAllRefreshTokens", on) || self ? confirmed("revoke", "Revoke sessions", self ? "You are signed out everywhere, here too." : "They are signed out everywhere.", () => change("Every session has ended", { method: "POST" }, "/revokeSignInSessions")) : nothing}
          ${mine.may("users/delete", on) && !self ? confirmed("delete", "Delete", "For 30 days it can be restored with az.", () => this.erase(u)) : nothing}
          ${mine.may("signInReports/allProperties/view") ? html`<a class="button" href=${link("/people/sign-ins", { who: u.id })}>${icon("history")} Sign-ins</a>` : nothing}</p></section>
      <section aria-labelledby="groups"><h2 id="groups">Groups</h2>
        ${groups.length ? table<Group>("Groups", [
          { head: "Group", cell: (g) => html`<a href=${link("/people/groups/" + g.id)}>${name(g.displayName, 80)}</a>` },
          { head: "Description", cell: (g) => name(g.description, 160), wide: true },
        ], groups) : empty("In no group", html`<p>A group's page adds members.</p>`)}</section>`;
  }

  private async reset(u: User): Promise<void> {
    const password = newPassword();
    const done = await this.work.run("The password is reset", () => graph("/v1.0/users/" + u.id, { method: "PATCH", body: { passwordProfile: { password, forceChangePasswordNextSignIn: true } } }));
    this.asking = "";
    if (done) this.told = { of: u.id, content: note("good", html`<p>Give it to ${name(u.displayName, 60)}, who chooses another one at the next sign-in. It is not shown again.</p>${code(password, "New password")}`, "New password") };
  }

  private async erase(u: User): Promise<void> {
    if (!(await this.work.run("The user is deleted", () => graph("/v1.0/users/" + u.id, { method: "DELETE" })))) return;
    this.pages.reload();
    go("/people/users");
  }

  private newUser(): TemplateResult {
    return html`<form class="card" @submit=${this.create}><h2>New user</h2>
      <div class="field"><label for="display-name">Name</label><input id="display-name" name="display-name" type="text" required maxlength="256" autocomplete="off" /></div>
      <div class="pair"><div class="field"><label for="user-name">Signs in as</label><input id="user-name" name="user-name" type="text" required maxlength="64" pattern="[A-Za-z0-9._\\-]+" autocomplete="off" spellcheck="false" /></div>
        <div class="field"><label for="domain">Domain</label><select id="domain" name="domain">${(this.domains.value ?? []).map((d) => html`<option value=${d}>@${d}</option>`)}</select></div></div>
      <p class="soft">A password is made and shown once. They choose another one at the first sign-in.</p>
      <p class="row end"><a class="button" href=${link("/people/users")}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.work.busy || !this.domains.value}>Create</button></p></form>`;
  }

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const local = String(form.get("user-name")).trim();
    const upn = local + "@" + String(form.get("domain"));
    const password = newPassword();
    let id = "";
    const done = await this.work.run("The user is there", async () => {
      id = (await graph<User>("/v1.0/users", { method: "POST", body: { accountEnabled: true, displayName: String(form.get("display-name")).trim(), mailNickname: local, userPrincipalName: upn, passwordProfile: { password, forceChangePasswordNextSignIn: true } } })).id;
    });
    if (!done) return;
    this.pages.reload();
    go("/people/users/" + id);
    this.told = { of: id, content: note("good", html`<p>${mono(upn)} signs in with it once and then chooses another one. It is not shown again.</p>${code(password, "First password")}`, "First password") };
  };

  private newGuest(): TemplateResult {
    return html`<form class="card" @submit=${this.invite}><h2>Invite a guest</h2>
      <div class="field"><label for="mail">Mail address</label><input id="mail" name="mail" type="email" required maxlength="90" autocomplete="off" spellcheck="false" /></div>
      <div class="field"><label for="display-name">Name</label><input id="display-name" name="display-name" type="text" maxlength="256" autocomplete="off" /></div>
      <p class="soft">You get a link that works once, for seven days, and send it yourself: by it they choose how they sign in. A guest may do what roles and groups give them, and sees nobody else of this tenant.</p>
      <p class="row end"><a class="button" href=${link("/people/users")}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.work.busy}>Invite</button></p></form>`;
  }

  private invite = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const title = String(form.get("display-name")).trim();
    let made: { inviteRedeemUrl: string; invitedUser: { id: string } } | undefined;
    const done = await this.work.run("The guest is invited", async () => {
      made = await graph("/v1.0/invitations", { method: "POST", body: { invitedUserEmailAddress: String(form.get("mail")).trim(), ...(title && { invitedUserDisplayName: title }), inviteRedirectUrl: location.origin + "/" } });
    });
    if (!done || !made) return;
    this.pages.reload();
    go("/people/users/" + made.invitedUser.id);
    this.told = { of: made.invitedUser.id, content: note("good", html`<p>Send it to them. It works once, for seven days, and is not shown again.</p>${code(made.inviteRedeemUrl, "Link of the invitation")}`, "Link of the invitation") };
  };
}

customElements.define("kl-users", Users);
