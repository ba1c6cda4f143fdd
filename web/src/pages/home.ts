// Home: what is mine, what I may call and why, and code for it.
import { html, type TemplateResult } from "lit";
import { accounts, assignRoles, callActions, check, deployments, may, show, type Checked, type Item } from "../api/arm";
import { mine, type Counts, type Limit } from "../api/metrics";
import { link, type Page, type Route } from "../router";
import { signedIn } from "../session";
import { badge, code, empty, icon, name, scopeName, table, type Column } from "../ui/parts";
import { limits } from "../ui/limits";
import "../ui/resources";
import "../ui/samples";
import { assignLine } from "../ui/text";
import { Load, View } from "../ui/view";

export const home: Page = {
  path: "/home",
  title: "Home",
  nav: { label: "Home", icon: "home" },
  render: (route) => html`<kl-home .route=${route}></kl-home>`,
};

interface Callable {
  account: Item;
  endpoint: string;
  deployments: Item[];
  checked: Checked[]; // in the order of callActions
  mayAssign: boolean;
}

interface Own {
  account: Item;
  today: Counts;
  last30Days: Counts;
  limits: Limit[];
}

// What each action opens, in words.
const opens: Record<string, string> = { models: "/models", openai: "/openai", anthropic: "/anthropic" };

// Verdict is what holds for several routes of one resource, for one reason.
interface Verdict {
  of: Callable;
  routes: string[];
  checked: Checked;
}

function verdicts(of: Callable): Verdict[] {
  const found = new Map<string, Verdict>();
  Object.keys(callActions).forEach((route, i) => {
    const checked = of.checked[i]!;
    const { because, near } = checked.explanation;
    const key = JSON.stringify([checked.accessDecision, because.grant?.assignment.name, because.grant?.via, near?.map((m) => [m.role, m.whyNot])]);
    const same = found.get(key);
    same ? same.routes.push(opens[route]!) : found.set(key, { of, routes: [opens[route]!], checked });
  });
  return [...found.values()];
}

// why says in a sentence what allowed something, or what came closest.
function why(checked: Checked): TemplateResult {
  const { because, deny, near } = checked.explanation;
  if (because.grant) {
    const at = scopeName(because.grant.assignment.scope);
    const via = (because.grant.via ?? []).map((id) => checked.names[id] ?? id);
    return html`${name(because.grant.role)} at ${at.kind} ${name(at.name, 60)}${via.map((v, i) => html`${i ? " in " : ", through "}${name(v)}`)}`;
  }
  if (deny) return html`A deny assignment refuses it: ${name(deny.displayName)}`;
  const close = near?.find((m) => m.whyNot);
  return close ? html`${name(close.role)} does not count: ${close.whyNot}` : html`No role of yours allows it`;
}

const columns: Column<Item>[] = [
  { head: "Name", cell: (i) => html`<a href=${link("/resource" + i.id)}>${name(i.name)}</a>` },
  { head: "Type", cell: (i) => html`${i.kind ? html`${name(i.kind)} ` : ""}<span class="soft">${i.type.split("/").slice(1).join("/")}</span>` },
  { head: "Resource group", cell: (i) => name(i.id.split("/")[4]) },
  { head: "Location", cell: (i) => i.location ?? "" },
  { head: "Access", cell: (i) => html`<a href=${link("/access" + i.id)} aria-label="Access control of ${i.name}">Access control</a>` },
];

class Home extends View {
  static override properties = { route: { attribute: false }, chosen: { state: true } };
  declare route: Route;
  chosen = "";
  private readonly accounts = new Load<{ list: Item[]; more: boolean }>(this);
  private readonly callable = new Load<Callable[]>(this);
  private readonly own = new Load<Own[]>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.accounts.run(accounts).then(() => {
      const found = this.accounts.value?.list;
      if (!found) return;
      void this.callable.run(() => this.ask(found));
      void this.own.run(() => this.used(found));
    });
  }

  private async ask(found: Item[]): Promise<Callable[]> {
    return Promise.all(
      found.map(async ({ id }) => {
        const [account, checked, list, mine] = await Promise.all([
          show(id),
          check(id, signedIn().id, Object.values(callActions).map((action) => ({ id: action, data: true }))),
          deployments(id).catch(() => [] as Item[]),
          may(id, assignRoles),
        ]);
        return { account, endpoint: String(account.properties?.endpoint ?? "").replace(/\/$/, ""), deployments: list, checked, mayAssign: mine[assignRoles]! };
      }),
    );
  }

  // used is what the person has used of each account, and what is left. Accounts that do not tell them are left out.
  private async used(found: Item[]): Promise<Own[]> {
    const all = await Promise.all(found.map(async (account) => ({ account, ...(await mine(account.id)) })).map((one) => one.catch(() => undefined)));
    return all.filter((one): one is Own => !!one);
  }

  protected override render(): TemplateResult {
    return html`
      <h1>Welcome, ${name(signedIn().name, 60)}</h1>
      <section aria-labelledby="call"><h2 id="call">What you may call</h2>
        ${this.accounts.error ? this.accounts.show(() => html``) : this.callable.show((all) => this.calls(all), "Asking what you may call")}
        ${this.accounts.value?.more ? html`<p class="soft after">These are the first ${this.accounts.value.list.length} of your resources. The list below has all.</p>` : ""}
      </section>
      ${this.own.value?.length
        ? html`<section aria-labelledby="used"><h2 id="used">What you have used</h2>
            ${table<Own>("What you have used", [
              { head: "Resource", cell: (o) => html`<a href=${link("/usage" + o.account.id)}>${name(o.account.name, 60)}</a>` },
              { head: "Requests today", cell: (o) => o.today.requests.toLocaleString() },
              { head: "Tokens today", cell: (o) => o.today.totalTokens.toLocaleString() },
              { head: "Requests in 30 days", cell: (o) => o.last30Days.requests.toLocaleString() },
              { head: "Tokens in 30 days", cell: (o) => o.last30Days.totalTokens.toLocaleString() },
              { head: "Over quota in 30 days", cell: (o) => o.last30Days.throttled.toLocaleString() },
            ], this.own.value)}
            ${this.own.value.filter((o) => o.limits.length).map((o) => html`<h3>What is left for you at ${name(o.account.name, 60)}, a minute</h3>${limits(o.limits)}`)}</section>`
        : ""}
      <section aria-labelledby="mine"><h2 id="mine">Your resources</h2>
        <kl-resources .route=${this.route} .type=${""} label="Your resources" .columns=${columns} .none=${empty("Nothing here yet", html`<p>You see a resource when you hold a role on it, or on what it lies in.</p>`)}></kl-resources>
      </section>`;
  }

  private calls(all: Callable[]): TemplateResult {
    if (all.length === 0) return this.nothingToCall();
    const targets = all
      .filter((c) => c.checked.some((one) => one.accessDecision === "Allowed"))
      .flatMap((c) => c.deployments.map((d) => ({ endpoint: c.endpoint, deployment: d.name, account: c.account.name })));
    const target = targets.find((t) => t.account + "/" + t.deployment === this.chosen) ?? targets[0];
    return html`
      ${table<Verdict>(
        "What you may call",
        [
          { head: "Resource", cell: (v) => html`<a href=${link("/resource" + v.of.account.id)}>${name(v.of.account.name)}</a>` },
          { head: "You", cell: (v) => (v.checked.accessDecision === "Allowed" ? badge("may call", "good") : badge("may not call", "bad")) },
          { head: "Routes", cell: (v) => html`<span class="list">${v.routes.map((r) => html`<code>${r}</code>`)}</span>` },
          { head: "Why", cell: (v) => why(v.checked), wide: true },
        ],
        all.flatMap(verdicts),
      )}
      ${target
        ? html`<h3>Ready to run</h3>
            <p class="row"><label for="target">Deployment</label>
              <select id="target" @change=${(e: Event) => (this.chosen = (e.target as HTMLSelectElement).value)}>
                ${targets.map((t) => html`<option value=${t.account + "/" + t.deployment} ?selected=${t === target}>${t.account} / ${t.deployment}</option>`)}
              </select>
              <a class="action" href=${link("/playground", { account: target.account, deployment: target.deployment })}>${icon("chat")} Try it in the playground</a></p>
            <kl-samples .target=${target}></kl-samples>`
        : this.nobodyAssigned(all[0]!)}`;
  }

  private nobodyAssigned(first: Callable): TemplateResult {
    const who = signedIn();
    const role = first.checked[0]?.explanation.smallestRole?.roleName ?? "Cognitive Services User";
    return empty(
      "You may not call a model yet",
      html`<p>Owner and Contributor administer a resource and do not call its models. Somebody who may assign roles gives you <strong>${role}</strong>
          ${first.mayAssign ? html`<a href=${link("/access" + first.account.id, { tab: "add", role: "Cognitive Services User", member: who.id })}>here</a> or ` : ""}with</p>
        ${code(assignLine(role, who.id, "User", first.account.id), "Command that assigns the role")}`,
    );
  }

  private nothingToCall(): TemplateResult {
    return empty(
      "No resource is shared with you yet",
      html`<p>Ask somebody who administers a resource to assign you a role, and tell them your object id:</p>${code(signedIn().id, "Your object id")}`,
    );
  }
}

customElements.define("kl-home", Home);
