// The sign-in log: who signed in, or could not, and why.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { literal, withQuery } from "../api/client";
import { pageOf, type SignIn } from "../api/directory";
import { byIds, type Principal } from "../api/graph";
import { config } from "../config";
import { link, setQuery, type Route } from "../router";
import "../ui/find";
import { badge, empty, icon, name, table, time } from "../ui/parts";
import { Pages } from "../ui/pages";
import { Load, View } from "../ui/view";

class SignIns extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly pages = new Pages<SignIn>(this, "the sign-ins", pageOf<SignIn>);
  private readonly who = new Load<Principal | undefined>(this);
  private asked = "";

  protected override willUpdate(_: PropertyValues): void {
    const q = this.route.query;
    const who = q.get("who") ?? q.get("program") ?? "";
    const terms = [
      q.get("who") && `userId eq ${literal(q.get("who")!)}`,
      q.get("program") && `servicePrincipalId eq ${literal(q.get("program")!)}`,
      q.get("outcome") === "failed" && "status/errorCode ne 0",
      q.get("outcome") === "good" && "status/errorCode eq 0",
    ].filter(Boolean);
    this.pages.open(withQuery("/v1.0/auditLogs/signIns", { $top: "50", $filter: terms.join(" and ") }));
    if (who !== this.asked) {
      this.asked = who;
      void this.who.run(async () => (who ? (await byIds([who])).get(who.toLowerCase()) : undefined));
    }
  }

  protected override render(): TemplateResult {
    const outcome = this.route.query.get("outcome") ?? "";
    return html`<div class="card"><div class="row">
        <kl-find class="grow" label="Sign-ins of" name="signed-in" @pick=${(e: CustomEvent<Principal>) => setQuery(e.detail.type === "User" ? { who: e.detail.id, program: "" } : { program: e.detail.id, who: "" })}></kl-find>
        ${this.asked ? html`<span>${name(this.who.value?.name ?? this.asked, 60)} <fluent-button size="small" id="everybody" @click=${() => setQuery({ who: "", program: "" })}>Everybody</fluent-button></span>` : nothing}
        <label for="outcome" class="unseen">Outcome</label><select id="outcome" @change=${(e: Event) => setQuery({ outcome: (e.target as HTMLSelectElement).value })}>${[["", "Good and failed"], ["good", "Good"], ["failed", "Failed"]].map(([v, l]) => html`<option value=${v!} ?selected=${v === outcome}>${l}</option>`)}</select>
        <fluent-button id="again" @click=${this.pages.reload}>${icon("arrowClockwise")} Read again</fluent-button></div>
      ${this.pages.show((rows) =>
        rows.length
          ? table<SignIn>("Sign-ins", [
              { head: "Time", cell: (s) => time(s.createdDateTime) },
              { head: "Who", cell: (s) => (s.userId ? html`<a href=${link("/people/users/" + s.userId)}>${name(s.userPrincipalName || s.userDisplayName, 60)}</a>` : s.servicePrincipalId ? html`<a href=${link("/people/programs/" + s.servicePrincipalId)}>${name(s.servicePrincipalName, 60)}</a>` : name(s.userPrincipalName || s.servicePrincipalName || "nobody known", 60)) },
              { head: "Outcome", wide: true, cell: (s) => (s.status.errorCode ? html`<a href="${config.login}/error?code=${s.status.errorCode}">${badge("AADSTS" + s.status.errorCode, "bad")}</a><br /><span class="soft">${name(s.status.failureReason, 120)}</span>` : badge("good", "good")) },
              { head: "With", cell: (s) => name(s.appDisplayName || s.appId, 60) },
              { head: "For", cell: (s) => name(s.resourceDisplayName, 60) },
              { head: "Kind", cell: (s) => html`<span class="soft">${{ interactiveUser: "interactive", nonInteractiveUser: "non-interactive", servicePrincipal: "service principal" }[s.signInEventTypes[0] ?? ""] ?? s.signInEventTypes.join(" ")}</span>` },
              { head: "From", cell: (s) => name(s.ipAddress, 60) },
            ], rows)
          : empty("No such sign-in", html`<p>Change the filter, or wait: a sign-in appears here a moment after it happened.</p>`), "Reading the sign-in log")}</div>`;
  }
}

customElements.define("kl-sign-ins", SignIns);
