// The activity log of a scope: what was changed, when and by whom.
import { html, type PropertyValues, type TemplateResult } from "lit";
import { versions } from "../api/arm";
import { arm, type List } from "../api/client";
import { badge, empty, mono, name, table, time } from "../ui/parts";
import { Load, View } from "../ui/view";

interface Event {
  eventTimestamp: string;
  caller: string;
  correlationId: string;
  operationName: { value: string };
  status: { value: string };
  resourceId: string;
  eventName: { value: string };
}

const days = 30;

class Activity extends View {
  static override properties = { scope: {} };
  declare scope: string;
  private readonly found = new Load<Event[]>(this);

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("scope")) return;
    const subscription = this.scope.split("/").slice(0, 3).join("/");
    const since = new Date(Date.now() - days * 86400_000).toISOString();
    const filter = `eventTimestamp ge '${since}' and resourceUri eq '${this.scope.replaceAll("'", "''")}'`;
    void this.found.run(async () => {
      const page = await arm<List<Event>>(`${subscription}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(filter)}`, versions.insights);
      return page.value.filter((e) => e.eventName.value === "EndRequest"); // each change has a beginning too
    });
  }

  protected override render(): TemplateResult {
    return html`<div class="card">${this.found.show((events) =>
      events.length
        ? table<Event>("Activity log", [
            { head: "Time", cell: (e) => time(e.eventTimestamp) },
            { head: "What", cell: (e) => mono(e.operationName.value) },
            { head: "Outcome", cell: (e) => badge(e.status.value, e.status.value === "Succeeded" ? "good" : "bad") },
            { head: "By", cell: (e) => name(e.caller, 80) },
            { head: "On", cell: (e) => html`<span title=${e.resourceId}>${name(e.resourceId.split("/").slice(-2).join("/"), 80)}</span>` },
          ], events)
        : empty(`Nothing was changed in ${days} days`, html`<p>Changes of this resource appear here, with who made them.</p>`), "Reading the activity log")}</div>`;
  }
}

customElements.define("kl-activity", Activity);
