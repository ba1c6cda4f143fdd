// The activity log of a scope: what was changed, when and by whom, page by page.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { versions } from "../api/arm";
import { armPage, literal, withQuery } from "../api/client";
import { byIds, type Principal } from "../api/graph";
import { setQuery, type Route } from "../router";
import "../ui/find";
import { badge, empty, mono, name, table, time } from "../ui/parts";
import { Pages } from "../ui/pages";
import { Load, View } from "../ui/view";

interface Event {
  eventTimestamp: string;
  caller: string;
  correlationId: string;
  operationName: { value: string };
  status: { value: string };
  resourceId: string;
}

const spans: Record<string, string> = { "1": "Last 24 hours", "7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days" };

class Activity extends View {
  static override properties = { scope: {}, route: { attribute: false } };
  declare scope: string;
  declare route: Route;
  private readonly pages = new Pages<Event>(this, "the activity log", armPage<Event>(versions.insights));
  private readonly who = new Load<Principal | undefined>(this);
  private asked = "";
  private since = "";
  private askedWho = "";

  protected override willUpdate(_: PropertyValues): void {
    const q = this.route.query;
    const who = q.get("by") ?? "";
    const key = [this.scope, this.days, who].join(" ");
    if (key !== this.asked) this.since = new Date(Date.now() - Number(this.days) * 86400_000).toISOString();
    this.asked = key;
    if (who !== this.askedWho) void this.who.run(async () => (who ? (await byIds([who])).get(who.toLowerCase()) : undefined));
    this.askedWho = who;
    const terms = [`eventTimestamp ge '${this.since}'`, `resourceUri eq ${literal(this.scope)}`, "status eq 'Succeeded'", who && `caller eq ${literal(who)}`];
    this.pages.open(withQuery(`${this.scope.split("/").slice(0, 3).join("/")}/providers/Microsoft.Insights/eventtypes/management/values`, { $filter: terms.filter(Boolean).join(" and ") }));
  }

  private get days(): string {
    const wanted = this.route.query.get("days") ?? "";
    return Object.hasOwn(spans, wanted) ? wanted : "30";
  }

  protected override render(): TemplateResult {
    return html`<div class="card"><div class="row">
        <kl-find class="grow" label="Changes by" name="changed-by" @pick=${(e: CustomEvent<Principal>) => setQuery({ by: e.detail.id })}></kl-find>
        ${this.askedWho ? html`<span>${name(this.who.value?.name ?? this.askedWho, 60)} <fluent-button size="small" id="everybody" @click=${() => setQuery({ by: "" })}>Everybody</fluent-button></span>` : nothing}
        <label for="days" class="unseen">Time</label><select id="days" @change=${(e: InputEvent) => setQuery({ days: (e.target as HTMLSelectElement).value })}>${Object.entries(spans).map(([v, l]) => html`<option value=${v} ?selected=${v === this.days}>${l}</option>`)}</select></div>
      ${this.pages.show((events, page) =>
        events.length
          ? table<Event>("Activity log", [
              { head: "Time", cell: (e) => time(e.eventTimestamp) },
              { head: "What", cell: (e) => mono(e.operationName.value) },
              { head: "Outcome", cell: (e) => badge(e.status.value, e.status.value === "Succeeded" ? "good" : "bad") },
              { head: "By", cell: (e) => name(e.caller, 80) },
              { head: "On", cell: (e) => html`<span title=${e.resourceId}>${name(e.resourceId.split("/").slice(-2).join("/"), 80)}</span>` },
            ], events)
          : page.more
            ? html`<p class="soft">None on this page. Older changes are on the next.</p>`
            : empty("Nothing was changed in this time", html`<p>Changes of this resource appear here, with who made them.</p>`), "Reading the activity log")}</div>`;
  }
}

customElements.define("kl-activity", Activity);
