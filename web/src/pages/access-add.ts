// Add a role assignment in three steps: role, members, review; then wait until it is in force.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { ApiError, armPage } from "../api/client";
import { assign, assignRoles, callActions, check, may, role, roleNamed, rolesAt, versions, type Assignment, type Role } from "../api/arm";
import { byIds, type Principal } from "../api/graph";
import { link, type Route } from "../router";
import { allows, verdict } from "../roles";
import { signedIn } from "../session";
import "../ui/find";
import { principalIcon } from "../ui/find";
import { badge, code, empty, failure, icon, name, note, scopeName } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { assignLine, isGuid } from "../ui/text";
import { Load, View } from "../ui/view";

const steps = ["Role", "Members", "Review"];
const usual = "Cognitive Services User"; // what people come for here
const pageSize = 50;

interface Outcome {
  who: Principal;
  assignment?: Assignment;
  error?: unknown;
  state: "assigning" | "waiting" | "in force" | "failed";
  until?: string; // when it is in force, if the server said
}

class Assign extends View {
  static override properties = {
    scope: {}, route: { attribute: false }, step: { state: true }, chosen: { state: true }, members: { state: true }, filter: { state: true },
    outcomes: { state: true }, pasted: { state: true },
  };
  declare scope: string;
  declare route: Route;
  step = 0;
  chosen?: Role;
  members: Principal[] = [];
  filter = "";
  pasted = "";
  description = "";
  condition = "";
  outcomes?: Outcome[];
  private readonly found = new Load<{ usual?: Role | undefined; allowed: boolean }>(this);
  private readonly pages = new Pages<Role>(this, "the roles", armPage<Role>(versions.authorization));
  private asked = "";
  private stopped = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopped = true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("filter") || this.scope !== this.asked) this.pages.open(rolesAt(this.scope, { text: this.filter.trim(), top: pageSize }));
    if (this.scope === this.asked) return;
    this.asked = this.scope;
    void this.found.run(this.ask);
  }

  private ask = async (): Promise<{ usual?: Role | undefined; allowed: boolean }> => {
    const wanted = this.route.query.get("role");
    const mine = await may(this.scope, assignRoles);
    if (!mine[assignRoles]) return { allowed: false };
    const first = await roleNamed(this.scope, usual);
    if (wanted) this.chosen = isGuid(wanted) ? await role(this.scope, wanted) : await roleNamed(this.scope, wanted);
    const member = this.route.query.get("member");
    if (member) this.members = [...(await byIds([member])).values()];
    if (this.chosen) this.step = this.members.length ? 2 : 1;
    return { usual: first, allowed: true };
  };

  protected override render(): TemplateResult {
    return this.found.show(({ usual: first, allowed }) => {
      if (!allowed)
        return empty("You may not assign roles here", html`<p>This takes <code>${assignRoles}</code>, which Owner, User Access Administrator and Role Based Access Control Administrator have. Ask somebody who has one of them, or type:</p>
          ${code(assignLine(usual, signedIn().id, "User", this.scope), "Command that assigns the role")}`);
      if (this.outcomes) return this.done(this.outcomes);
      return html`<ol class="steps" aria-label="Steps">${steps.map(
          (s, i) => html`<li aria-current=${i === this.step ? "step" : nothing}><button type="button" ?disabled=${i > this.reached} @click=${() => (this.step = i)}><span class="number">${i + 1}</span> ${s}</button></li>`,
        )}</ol>
        <div class="card">${this.step === 0 ? this.chooseRole(first) : this.step === 1 ? this.chooseMembers() : this.review()}</div>`;
    });
  }

  private get reached(): number {
    return this.chosen ? (this.members.length ? 2 : 1) : 0;
  }

  // chooseRole shows the chosen role and the usual one before the first page of all.
  private chooseRole(first: Role | undefined): TemplateResult {
    return html`<h2>Which role?</h2>
      <div class="field"><label for="role-filter">Search</label>
        <input id="role-filter" type="search" .value=${this.filter} placeholder="Name or description" maxlength="100" @input=${typed((text) => (this.filter = text))} /></div>
      ${this.pages.show((rows, page) => {
        const top = this.filter || page.number > 1 ? [] : [this.chosen, first].filter((r, i, all): r is Role => !!r && all.findIndex((x) => x?.id === r.id) === i);
        const shown = [...top, ...rows.filter((r) => !top.some((x) => x.id === r.id))];
        return shown.length
          ? html`<fieldset class="options"><legend class="unseen">Role</legend>${shown.map((r) => this.roleOption(r))}</fieldset>`
          : empty("No role is called that", html`<p>Search for another word, or <a href=${link("/access" + this.scope, { tab: "roles", edit: "new" })}>make a custom role</a>.</p>`);
      }, "Reading roles")}
      <p class="row end"><fluent-button appearance="primary" id="next" ?disabled=${!this.chosen} @click=${() => (this.step = 1)}>Next</fluent-button></p>`;
  }

  private roleOption(r: Role): TemplateResult {
    const v = verdict(r);
    const chosen = this.chosen?.id === r.id;
    return html`<div class="option ${chosen ? "chosen" : ""}"><label><input type="radio" name="role" .checked=${chosen} @change=${() => (this.chosen = r)} />
        <span><strong>${name(r.properties.roleName, 80)}</strong> ${r.properties.type === "CustomRole" ? badge("custom", "info") : nothing} ${badge(v.tone === "good" ? "calls models" : v.tone === "warning" ? (allows(r, callActions.openai, true) ? "calls /openai only" : "calls no model") : "calls no model", v.tone === "good" ? "good" : v.tone === "warning" ? "warning" : "plain")}
        ${r.properties.description ? html`<span class="soft block">${name(r.properties.description, 300)}</span>` : nothing}</span></label>
        ${chosen ? html`${note(v.tone === "bad" ? "warning" : v.tone, html`<span id="verdict">${v.text}</span>`, "Does this let them call the model?")}${permissions(r)}` : nothing}</div>`;
  }

  private chooseMembers(): TemplateResult {
    return html`<h2>Who gets it?</h2>
      <kl-find label="User, group, service principal or managed identity" name="member" @pick=${(e: CustomEvent<Principal>) => this.add([e.detail])}></kl-find>
      <details><summary>Paste object ids</summary><div class="field"><label for="paste">Object ids, one a line</label><textarea id="paste" rows="3" spellcheck="false" .value=${this.pasted} @input=${(e: Event) => (this.pasted = (e.target as HTMLTextAreaElement).value)}></textarea></div>
        <p><fluent-button @click=${this.paste}>Add these</fluent-button></p></details>
      ${this.members.length
        ? html`<ul class="members" aria-label="Members">${this.members.map(
            (m) => html`<li>${principalIcon(m)}<span>${name(m.name, 80)} <span class="soft">${m.kind} ${name(m.detail, 80)}</span></span><fluent-button size="small" appearance="subtle" role="button" aria-label="Leave out ${m.name.slice(0, 60)}" @click=${() => (this.members = this.members.filter((x) => x !== m))}>${icon("dismiss")}</fluent-button></li>`,
          )}</ul>`
        : html`<p class="soft">Nobody yet. A group is better than many people: who joins it has the role, who leaves it does not.</p>`}
      <p class="row end"><fluent-button @click=${() => (this.step = 0)}>Back</fluent-button><fluent-button appearance="primary" id="next" ?disabled=${!this.members.length} @click=${() => (this.step = 2)}>Next</fluent-button></p>`;
  }

  private add(found: Principal[]): void {
    this.members = [...this.members, ...found.filter((f) => !this.members.some((m) => m.id === f.id))].slice(0, 100);
  }

  private paste = async (): Promise<void> => {
    const ids = this.pasted.split(/[\s,;]+/).filter(isGuid);
    const found = await byIds(ids).catch(() => new Map<string, Principal>());
    // An id that the directory does not know may be of a trusted tenant: the server decides.
    this.add(ids.map((id) => found.get(id) ?? { id, name: id, detail: "", type: "User", kind: "not in this directory" }));
    this.pasted = "";
  };

  private review(): TemplateResult {
    const at = scopeName(this.scope);
    const v = verdict(this.chosen!);
    return html`<h2>Review</h2>
      <p><strong>${name(this.chosen!.properties.roleName)}</strong> at ${at.kind} <strong>${name(at.name, 80)}</strong> and everything inside it, for</p>
      <ul class="members">${this.members.map((m) => html`<li>${principalIcon(m)}<span>${name(m.name, 80)} <span class="soft">${m.kind} ${name(m.detail, 80)}</span></span></li>`)}</ul>
      ${v.tone === "good" ? nothing : note("warning", html`<span id="verdict">${v.text}</span>`, "Does this let them call the model?")}
      <div class="field"><label for="why-assigned">Description, for those who ask later</label><input id="why-assigned" type="text" maxlength="1024" @input=${(e: Event) => (this.description = (e.target as HTMLInputElement).value)} /></div>
      <details><summary>Condition</summary><div class="field"><label for="condition">In Azure's language; what it excludes is not allowed</label><textarea id="condition" rows="3" spellcheck="false" @input=${(e: Event) => (this.condition = (e.target as HTMLTextAreaElement).value)}></textarea></div></details>
      <details><summary>The same with az</summary>${code(this.members.map((m) => assignLine(this.chosen!.properties.roleName, m.id, m.type, this.scope)).join("\n"), "The same with az")}</details>
      <p class="row end"><fluent-button @click=${() => (this.step = 1)}>Back</fluent-button><fluent-button appearance="primary" id="assign" @click=${this.assign}>Review + assign</fluent-button></p>`;
  }

  private assign = async (): Promise<void> => {
    this.outcomes = this.members.map((who) => ({ who, state: "assigning" }));
    await Promise.all(this.outcomes.map((o) => this.assignOne(o)));
  };

  private async assignOne(o: Outcome): Promise<void> {
    const change = (to: Partial<Outcome>): void => {
      Object.assign(o, to);
      this.requestUpdate();
    };
    try {
      const type = o.who.kind.startsWith("not") ? undefined : o.who.type;
      o.assignment = await assign(this.scope, {
        role: this.chosen!.name, principal: o.who.id, ...(type && { type }), ...(this.description && { description: this.description }), ...(this.condition && { condition: this.condition }),
      });
      change({ state: "waiting" });
      await this.waitFor(o, change);
    } catch (error) {
      change(error instanceof ApiError && error.code === "RoleAssignmentExists" ? { state: "in force", error } : { state: "failed", error });
    }
  }

  // waitFor asks until the assignment counts. What it allows depends on the role: one of its own actions is asked about.
  private async waitFor(o: Outcome, change: (to: Partial<Outcome>) => void): Promise<void> {
    const p = this.chosen!.properties.permissions.find((x) => x.dataActions.length || x.actions.length);
    const data = !!p?.dataActions.length;
    const action = data ? (allows(this.chosen!, callActions.models, true) ? callActions.models : p!.dataActions[0]!) : p?.actions[0];
    if (!action || action.includes("*") || this.condition) return change({ state: "in force" });
    while (!this.stopped) {
      const [answer] = await check(this.scope, o.who.id, [{ id: action, data }]);
      if (answer!.accessDecision === "Allowed") return change({ state: "in force" });
      const waits = answer!.explanation.near?.map((m) => /^not in force until (.*)$/.exec(m.whyNot ?? "")?.[1]).find(Boolean);
      if (!waits) return change({ state: "in force" }); // something else refuses it, which Check access explains
      change({ until: waits });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  private done(outcomes: Outcome[]): TemplateResult {
    const all = outcomes.every((o) => o.state === "in force");
    return html`<div class="card"><h2>${all ? "Done" : "Assigning"}</h2>
      <div role="status"><ul class="members">${outcomes.map(
        (o) => html`<li>${principalIcon(o.who)}<span>${name(o.who.name, 80)} <span class="soft">${name(this.chosen!.properties.roleName)}</span></span>
          ${o.state === "in force" ? badge(o.error ? "had it already" : "in force", "good") : o.state === "failed" ? badge("failed", "bad") : o.state === "waiting" ? html`${badge(o.until ? `in force at ${new Date(o.until).toLocaleTimeString()}` : "waiting until it is in force", "info")}<fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>` : badge("assigning", "plain")}
          ${o.error && o.state === "failed" ? html`<div class="full">${failure(o.error)}</div>` : nothing}</li>`,
      )}</ul></div>
      <p class="row"><a class="button" href=${link("/access" + this.scope, { tab: "assignments" })}>Role assignments</a>
        ${outcomes[0] ? html`<a class="button" href=${link("/access" + this.scope, { tab: "check", who: outcomes[0].who.id })}>Check access</a>` : nothing}
        <fluent-button @click=${() => { this.outcomes = undefined; this.members = []; this.step = 0; this.chosen = undefined; }}>Assign another</fluent-button></p></div>`;
  }
}

// permissions lists what a role allows, and what it takes out again.
export function permissions(r: Role): TemplateResult {
  const list = (head: string, actions: string[]): TemplateResult | typeof nothing =>
    actions.length ? html`<h3>${head}</h3><ul class="actions">${actions.map((a) => html`<li><code>${a}</code></li>`)}</ul>` : nothing;
  return html`<details class="permissions"><summary>Actions and data actions</summary>${r.properties.permissions.map(
    (p) => html`${list("Actions", p.actions)}${list("Not actions", p.notActions)}${list("Data actions", p.dataActions)}${list("Not data actions", p.notDataActions)}`,
  )}</details>`;
}

customElements.define("kl-assign", Assign);
