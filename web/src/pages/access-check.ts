// Check access: may somebody do something at a scope, and why.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { accountType, assignRoles, callActions, check, may, type Checked } from "../api/arm";
import { byIds, type Principal } from "../api/graph";
import { link, setQuery, type Route } from "../router";
import { signedIn } from "../session";
import { explain } from "../ui/explanation";
import "../ui/find";
import { principalIcon } from "../ui/find";
import { icon, name, note } from "../ui/parts";
import { Load, View } from "../ui/view";

// The questions that people have, each an action.
const questions: { label: string; id: string; data: boolean }[] = [
  { label: "call models on /models", id: callActions.models, data: true },
  { label: "call models on /openai", id: callActions.openai, data: true },
  { label: "call models on /anthropic", id: callActions.anthropic, data: true },
  { label: "see the resource", id: accountType + "/read", data: false },
  { label: "change the resource", id: accountType + "/write", data: false },
  { label: "make deployments", id: accountType + "/deployments/write", data: false },
  { label: "read the account keys", id: accountType + "/listKeys/action", data: false },
  { label: "assign roles", id: assignRoles, data: false },
];

class Check extends View {
  static override properties = { scope: {}, route: { attribute: false } };
  declare scope: string;
  declare route: Route;
  private readonly answer = new Load<{ checked: Checked[]; asked: (typeof questions)[number][]; who: Principal | undefined; mayAssign: boolean }>(this);
  private asked = "";

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("route")) return;
    const key = [this.scope, this.who, this.custom, this.customData].join("|");
    if (key === this.asked) return;
    this.asked = key;
    void this.answer.run(() => this.ask());
  }

  private get who(): string {
    return this.route.query.get("who") ?? signedIn().id;
  }
  private get custom(): string {
    return this.route.query.get("action") ?? "";
  }
  private get customData(): boolean {
    return this.route.query.get("plane") !== "control";
  }

  private async ask(): Promise<{ checked: Checked[]; asked: typeof questions; who: Principal | undefined; mayAssign: boolean }> {
    const id = this.who;
    const asked = this.custom ? [{ label: "do this", id: this.custom, data: this.customData }, ...questions] : questions;
    const [checked, found, mine] = await Promise.all([check(this.scope, id, asked), byIds([id]), may(this.scope, assignRoles)]);
    return { checked, asked, who: found.get(id), mayAssign: mine[assignRoles]! };
  }

  private askCustom = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    setQuery({ action: String(form.get("action")).trim(), plane: form.get("data") ? "" : "control" });
  };

  protected override render(): TemplateResult {
    const open = Number(this.route.query.get("open") ?? 0);
    return html`<div class="card">
        <div class="row">
          ${this.who === signedIn().id ? nothing : html`<fluent-button id="check-me" @click=${() => setQuery({ who: "" })}>${icon("person")} My access</fluent-button>`}
          <kl-find class="grow" label="Somebody else's access" name="check-who" @pick=${(e: CustomEvent<Principal>) => setQuery({ who: e.detail.id })}></kl-find>
        </div>
        <details ?open=${!!this.custom}><summary>Ask about another action</summary>
          <form class="row" @submit=${this.askCustom}>
            <label for="check-action" class="unseen">Action</label>
            <input id="check-action" name="action" class="grow" type="text" .value=${this.custom} placeholder="Microsoft.CognitiveServices/accounts/…" spellcheck="false" autocomplete="off" />
            <label class="check"><input type="checkbox" name="data" .checked=${this.customData} /> data action</label>
            <button class="plain" type="submit">Ask</button>
          </form></details>
      </div>
      ${this.answer.show(({ checked, asked, who, mayAssign }) => {
        const person = who ?? { id: this.who, name: checked[0]?.principal.name || this.who, type: (checked[0]?.principal.type || "User") as Principal["type"], kind: "", detail: "" };
        return html`<h2>${principalIcon(person)} ${name(person.name, 80)} <span class="soft light">${person.kind} ${name(person.detail, 80)}</span></h2>
          ${checked.map((c, i) => {
            const yes = c.accessDecision === "Allowed";
            return html`<details class="verdict ${yes ? "good" : "bad"}" ?open=${i === open}>
              <summary>${icon(yes ? "checkmark" : "dismiss")}<span>${yes ? "May" : "May not"} ${asked[i]!.label}</span><code class="soft">${c.actionId}</code></summary>
              ${explain({ allowed: yes, explanation: c.explanation, who: person, action: c.actionId, data: c.isDataAction, scope: c.scope, names: c.names })}
              ${!yes && c.explanation.smallestRole && !c.explanation.deny
                ? note("info", html`The smallest role that allows it is <strong>${name(c.explanation.smallestRole.roleName)}</strong>.
                    ${mayAssign ? html`<a href=${link("/access" + this.scope, { tab: "add", role: c.explanation.smallestRole.roleName, member: person.id })}>Assign it</a>` : nothing}`)
                : nothing}
            </details>`;
          })}`;
      }, "Asking")}`;
  }
}

customElements.define("kl-access-check", Check);
