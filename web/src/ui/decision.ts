// One decision of the past, in full: the picture, the facts, and for those who may the smallest assignment that would do.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { assign, assignRoles, check, decision, may, type Checked, type Decision } from "../api/arm";
import { link } from "../router";
import { explain } from "./explanation";
import { badge, code, facts, failure, mono, name, note, scopeName, time } from "./parts";
import { assignLine, when } from "./text";
import { Load, View } from "./view";


class DecisionView extends View {
  static override properties = { decision: {}, state: { state: true }, error: { state: true }, now: { state: true } };
  declare decision: string; // its id
  state: "" | "assigning" | "waiting" | "done" = "";
  error?: unknown;
  now?: Checked; // the same question, asked again
  private readonly found = new Load<{ record: Decision; mayAssign: boolean }>(this);

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("decision")) return;
    this.state = "";
    this.now = this.error = undefined;
    void this.found.run(async () => {
      const record = await decision(this.decision);
      const e = record.detail?.explanation;
      const asks = record.scope && !record.allowed && e?.smallestRole && !e.deny;
      return { record, mayAssign: asks ? (await may(record.scope!, assignRoles).catch(() => ({ [assignRoles]: false })))[assignRoles]! : false };
    });
  }

  private async give(record: Decision): Promise<void> {
    const caller = record.detail!.caller!;
    this.error = undefined;
    this.state = "assigning";
    try {
      await assign(record.scope!, { role: record.detail!.explanation!.smallestRole!.id, principal: caller.object!, ...(caller.type && { type: caller.type }) });
      this.state = "waiting";
      for (let turn = 0; turn < 600; turn++) {
        if (await this.again(record)) break;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      this.state = "done";
      this.dispatchEvent(new CustomEvent("granted", { bubbles: true }));
    } catch (error) {
      this.error = error;
      this.state = "";
    }
  }

  private async again(record: Decision): Promise<boolean> {
    const [now] = await check(record.scope!, record.detail!.caller!.object!, [{ id: record.action!, data: record.detail?.plane === "data" }]);
    this.now = now;
    return now!.accessDecision === "Allowed";
  }

  protected override render(): TemplateResult {
    return this.found.show(({ record, mayAssign }) => {
      const d = record.detail;
      const caller = d?.caller;
      const who = { name: caller?.name || record.name || "", type: caller?.type ?? "", id: caller?.object ?? "" };
      const e = d?.explanation;
      return html`
        <p class="row"><strong>${name(who.name || (caller?.key ? `whoever has ${caller.key}` : "Somebody unknown"), 80)}</strong>
          ${record.allowed ? badge("allowed", "good") : badge("refused", "bad")} ${mono(d?.operation ?? record.action)} <span class="soft">${time(record.at)}</span></p>
        ${d?.refusal ? note("bad", name(d.refusal, 1000), "Why") : nothing}
        ${e && record.action
          ? explain({ allowed: !!record.allowed, explanation: e, who, action: record.action, data: d?.plane === "data", scope: record.scope ?? "", names: record.names ?? {} })
          : nothing}
        ${this.error ? failure(this.error) : nothing}
        ${e && !record.allowed ? this.cure(record, mayAssign) : nothing}
        <details><summary>Facts</summary>${facts([
          ["Decision", mono(record.id)],
          ["Time", when(record.at)],
          ["Caller", who.id ? mono(who.id) : "unknown"],
          ["Signed in with", caller?.proof ?? ""],
          ["From", record.ipAddress ?? ""],
          ["Application", record.appId ? mono(record.appId) : ""],
          ["Action", mono(record.action ?? "")],
          ["Scope", record.scope ? html`<a href=${link("/access" + record.scope)}>${mono(record.scope)}</a>` : ""],
          ["Token", caller?.token ? html`for ${mono(caller.token.audience)}, issued ${when(caller.token.issued)}, good until ${when(caller.token.expires)}` : ""],
        ])}${code(`keyless explain ${record.id}`, "The same on the command line")}</details>`;
    }, "Reading the decision");
  }

  private cure(record: Decision, mayAssign: boolean): TemplateResult {
    const e = record.detail!.explanation!;
    const at = scopeName(record.scope ?? "");
    if (e.deny) return note("warning", html`No role helps while <a href=${link("/access" + (record.scope ?? ""), { tab: "deny" })}>the deny assignment</a> stands.`);
    if (!e.smallestRole) return note("warning", "No role that is known allows it. Is the action spelt right?");
    const role = e.smallestRole.roleName;
    const who = record.detail?.caller?.name || record.detail?.caller?.object || "";
    if (this.state === "done" || this.now?.accessDecision === "Allowed")
      return note("good", html`The same call would now be <strong>allowed</strong>, by ${name(this.now?.explanation.because.grant?.role ?? role)}.`, "Asked again");
    const line = assignLine(role, record.detail?.caller?.object ?? "", record.detail?.caller?.type || "User", record.scope ?? "");
    return html`${note(
        "info",
        html`<p>The smallest role that allows it is <strong>${name(role)}</strong>.</p>
          ${mayAssign
            ? html`<p><fluent-button appearance="primary" id="grant" ?disabled=${!!this.state} @click=${() => this.give(record)}><span>Assign ${role} to ${name(who, 60)}</span></fluent-button> <span class="soft">at ${at.kind} ${name(at.name, 60)}</span></p>`
            : html`<p>Somebody who may assign roles there types:</p>${code(line, "Command that assigns the role")}`}
          ${this.state === "waiting" ? html`<p role="status">Assigned. Waiting until it is in force …</p>` : nothing}`,
        "What would allow it",
      )}
      <p><fluent-button size="small" @click=${() => this.again(record).catch((error) => (this.error = error))}>Ask again now</fluent-button>
        ${this.now ? html`<span role="status">Still refused.</span>` : nothing}</p>`;
  }
}

customElements.define("kl-decision", DecisionView);
