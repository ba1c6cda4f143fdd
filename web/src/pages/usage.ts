// Usage and health: what calls of an account came to, over time and by who called.
import { html, type PropertyValues, type TemplateResult } from "lit";
import { accounts, type Item } from "../api/arm";
import { byIds } from "../api/graph";
import { callers, health, metrics, mine, quotas, used, usedByDay, type Backing, type Limit, type Metric, type Point, type Quota, type Used } from "../api/metrics";
import { go, setQuery, type Page, type Route } from "../router";
import { download } from "../ui/download";
import "../ui/find";
import { findAccount, type Choice } from "../ui/find";
import { empty, name, table } from "../ui/parts";
import { limits, servers } from "../ui/limits";
import "../ui/plot";
import type { Lines } from "../ui/plot";
import { count, same } from "../ui/text";
import { Load, View } from "../ui/view";

export const usage: Page = {
  path: "/usage",
  title: "Usage and health",
  nav: { label: "Usage and health", icon: "dataTrending" },
  render: (route) => html`<kl-usage .route=${route}></kl-usage>`,
};

// interval and timespan are those of Azure Monitor; minutes is the length of an interval, days the days of usage that are added up.
const spans: Record<string, { label: string; timespan: string; interval: string; minutes: number; days: number }> = {
  hour: { label: "Last hour", timespan: "PT1H", interval: "PT1M", minutes: 1, days: 1 },
  day: { label: "Last 24 hours", timespan: "PT24H", interval: "PT15M", minutes: 15, days: 2 },
  week: { label: "Last 7 days", timespan: "P7D", interval: "PT1H", minutes: 60, days: 7 },
  month: { label: "Last 30 days", timespan: "P30D", interval: "PT6H", minutes: 360, days: 30 },
  all: { label: "Last 93 days", timespan: "P93D", interval: "P1D", minutes: 1440, days: 93 },
};
// A split has a dimension of the metrics, or is by who called: of these, calls are counted by minute and usage by day. tokens,
// took and errors say whether the metrics of tokens, of the end of an answer and of errors have the dimension.
interface Split {
  label: string;
  dimension?: string;
  tokens?: boolean;
  took?: boolean;
  errors?: boolean;
}
const splits: Record<string, Split> = {
  deployment: { label: "Deployment", dimension: "ModelDeploymentName", tokens: true, took: true },
  status: { label: "Status", dimension: "StatusCode" },
  operation: { label: "Operation", dimension: "OperationName", took: true, errors: true },
  model: { label: "Model", dimension: "ModelName", tokens: true, took: true },
  principal: { label: "Principal" },
  group: { label: "Group" },
};
const series = 8; // lines of a plot that can be told apart
const whos: Record<string, string> = { principal: "Principal", group: "Group", deployment: "Deployment" };
const every = 30_000; // milliseconds

interface Found {
  plots: Lines[];
  used: Used[];
  limits: Limit[];
  behind: Backing[];
  quotas: Quota[];
  names: Map<string, string>; // of whom quotas are for
}

const dayLength = 86_400; // seconds

// minutesOf is the length of one of the timespans above.
const minutesOf = (timespan: string): number => Number(/\d+/.exec(timespan)![0]) * (timespan.startsWith("PT") ? 60 : 1440);

// byDay makes a plot of what principals or groups used, of those who used most.
function byDay(title: string, note: string, all: Used[], from: string, value: (u: Used) => number): Lines {
  const first = Date.parse(from) / 1000;
  const times = Array.from({ length: Math.floor((Date.now() / 1000 - first) / dayLength) + 1 }, (_, i) => first + i * dayLength);
  const rows = new Map<string, { label: string; values: number[]; sum: number }>();
  for (const u of all) {
    if (!value(u) || !u.day) continue;
    const key = u.principalId ?? "";
    const row = rows.get(key) ?? { label: u.principalName || key, values: times.map(() => 0), sum: 0 };
    rows.set(key, row);
    row.values[(Date.parse(u.day) / 1000 - first) / dayLength] = value(u);
    row.sum += value(u);
  }
  const most = [...rows.values()].sort((a, b) => b.sum - a.sum).slice(0, series);
  return { title, note, unit: "", times: most.length ? times : [], lines: most.map(({ label, values }) => ({ label, values })) };
}

// failures leaves the series of calls that were answered with an error.
const failures = (all: Metric[]): Metric[] =>
  all.map((m) => ({ ...m, timeseries: m.timeseries.filter((s) => s.metadatavalues.some((v) => Number(v.value) >= 400)).slice(0, series) }));

const everyone = "00000000-0000-0000-0000-000000000000";

// lines makes a plot of metrics: a line for each series and each member of its points.
function lines(title: string, unit: string, all: Metric[], members: { of: keyof Point; label: string }[]): Lines {
  const out: Lines = { title, unit, times: [], lines: [] };
  for (const metric of all)
    for (const series of metric.timeseries) {
      if (out.times.length === 0) out.times = series.data.map((p) => Date.parse(p.timeStamp) / 1000);
      const of = series.metadatavalues.map((m) => m.value).join(" ");
      for (const member of members) {
        const label = [of, all.length > 1 ? metric.name.localizedValue : "", member.label].filter(Boolean).join(" · ") || metric.name.localizedValue;
        out.lines.push({ label, values: series.data.map((p) => (p[member.of] as number | undefined) ?? null) });
      }
    }
  return out;
}

class Usage extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly accounts = new Load<{ list: Item[]; more: boolean }>(this);
  private readonly found = new Load<Found>(this);
  private asked = "";
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.accounts.run(accounts);
    this.clock = window.setInterval(() => this.asked && !document.hidden && this.found.reload(), every);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  // chosen is what the address says, or what comes first.
  private chosen(): { account: string; span: string; split: string; by: string } {
    const known = <T>(of: Record<string, T>, value: string | null, first: string): string => (value && Object.hasOwn(of, value) ? value : first);
    const q = this.route.query;
    const all = this.accounts.value?.list ?? [];
    return {
      account: this.route.rest || all.find((a) => same(a.name, q.get("account") ?? ""))?.id || all[0]?.id || "",
      span: known(spans, q.get("span"), "hour"),
      split: known(splits, q.get("split"), "deployment"),
      by: known(whos, q.get("by"), "principal"),
    };
  }

  protected override updated(_: PropertyValues): void {
    const c = this.chosen();
    const key = JSON.stringify(c);
    if (!c.account || key === this.asked) return;
    const other = !this.asked || JSON.parse(this.asked).account !== c.account;
    this.asked = key;
    void this.found.run(() => this.ask(c), !other);
  }

  private async ask({ account, span, split, by }: ReturnType<Usage["chosen"]>): Promise<Found> {
    const { timespan, interval, minutes, days } = spans[span]!;
    const at = { timespan, interval };
    const ago = (count: number): string => new Date(Date.now() - (count - 1) * dayLength * 1000).toISOString().slice(0, 10);
    const since = ago(days);
    const { label, dimension, ...has } = splits[split]!;
    const [plots, who, own, behind, set] = await Promise.all([
      dimension ? this.overTime(account, at, label.toLowerCase(), dimension, has) : this.byCaller(account, split, minutes, ago(Math.max(days, 7)), at),
      used(account, by, since),
      mine(account).catch(() => undefined),
      health(account).catch(() => []),
      quotas(account).catch(() => []), // who may not read them sees none
    ]);
    const people = set.length ? await byIds(set.map((q) => q.properties.principalId)).catch(() => new Map()) : new Map();
    return {
      plots,
      used: who,
      limits: own?.limits ?? [],
      behind,
      quotas: set,
      names: new Map([...people].map(([id, p]) => [id, p.name])),
    };
  }

  // overTime are the plots of metrics, each split as far as Azure Monitor splits it.
  private async overTime(account: string, at: { timespan: string; interval: string }, label: string, dimension: string, has: Omit<Split, "label">): Promise<Lines[]> {
    const total = [{ of: "total", label: "" } as const];
    const percentiles = [{ of: "p50", label: "p50" }, { of: "p95", label: "p95" }] as const;
    const one = { split: [dimension], top: series };
    const two = { split: [dimension], top: series / 2 };
    const [requests, tokens, errors, failed, latency] = await Promise.all([
      metrics(account, { ...at, names: ["ModelRequests"], ...one }),
      metrics(account, { ...at, names: ["InputTokens", "OutputTokens"], ...(has.tokens && two) }),
      metrics(account, { ...at, names: ["ClientErrors", "BlockedCalls", "ServerErrors"], ...(has.errors && { split: [dimension], top: 2 }) }),
      dimension === "StatusCode" || has.errors ? [] : metrics(account, { ...at, names: ["ModelRequests"], split: [dimension, "StatusCode"], top: 50 }),
      metrics(account, { ...at, names: has.took ? ["TimeToResponse", "TimeToLastByte"] : ["TimeToResponse"], aggregation: "P50,P95", ...(has.took ? { split: [dimension], top: 2 } : two) }),
    ]);
    return [
      lines("Requests", "", requests, total),
      { ...lines("Tokens", "", tokens, total), ...(!has.tokens && { note: `Not split: tokens are not counted by ${label}.` }) },
      { ...lines("Refused, throttled and failed", "", errors, total), ...(!has.errors && { note: `Not split: ${dimension === "StatusCode" ? "each line is a kind of error. Requests, above, are split by status" : `a call may be refused before its ${label} is known. Those that reached one are in the next plot`}.` }) },
      ...(failed.length ? [lines(`Throttled and failed, by ${label}`, "", failures(failed), total)] : []),
      lines("Latency", "ms", latency, [...percentiles]),
    ];
  }

  // byCaller are the plots by who called: calls by minute, what they came to by day, latency of all.
  private async byCaller(account: string, by: string, minutes: number, from: string, at: { timespan: string; interval: string }): Promise<Lines[]> {
    const step = minutes * 60;
    const end = Math.floor(Date.now() / 1000 / step) * step;
    const length = minutesOf(at.timespan) / minutes;
    const times = Array.from({ length: length + 1 }, (_, i) => end - (length - i) * step);
    const [calls, days, latency] = await Promise.all([
      callers(account, { by, since: new Date(times[0]! * 1000).toISOString(), minutes, top: series }),
      usedByDay(account, by, from),
      metrics(account, { ...at, names: ["TimeToResponse", "TimeToLastByte"], aggregation: "P50,P95" }),
    ]);
    const kept = `By day, in UTC: usage by ${by} is not kept by the minute.`;
    const allowed = calls.value.map((c) => {
      const found = new Map(c.series.map((p) => [Date.parse(p.at) / 1000, p.calls]));
      return { label: c.principalName || c.principalId, values: times.map((t) => found.get(t) ?? 0) };
    });
    return [
      { title: `Calls that were allowed, by ${by}`, unit: "", times: allowed.length ? times : [], lines: allowed, ...(calls.others && { note: `The ${allowed.length} with the most calls. ${count(calls.others, "other")} called too.` }) },
      byDay(`Tokens a day, by ${by}`, kept, days, from, (u) => u.totalTokens),
      byDay(`Throttled and failed a day, by ${by}`, kept, days, from, (u) => u.throttled + u.failed),
      { ...lines("Latency of all", "ms", latency, [{ of: "p50", label: "p50" }, { of: "p95", label: "p95" }]), note: `Not split: latency is not measured by ${by}.` },
    ];
  }

  protected override render(): TemplateResult {
    return html`<h1>Usage and health</h1>${this.accounts.show(({ list, more }) => this.page(list, more), "Looking for your resources")}`;
  }

  private page(all: Item[], more: boolean): TemplateResult {
    const c = this.chosen();
    if (!c.account) return empty("Nothing to measure yet", html`<p>You see the usage of a resource when you hold a role on it that reads metrics, as Reader does.</p>`);
    const pick = (id: string, label: string, now: string, options: [string, string][]): TemplateResult =>
      html`<label for=${id}>${label}</label><select id=${id} @change=${(e: Event) => setQuery({ [id]: (e.target as HTMLSelectElement).value })}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === now}>${l}</option>`)}</select>`;
    const of = all.find((a) => same(a.id, c.account))?.name ?? c.account.split("/").at(-1)!;
    return html`
      <div class="row">
        ${this.route.rest ? name(of, 60) : pick("account", "Resource", of, all.map((a) => [a.name, a.name]))}
        ${pick("span", "Time", c.span, Object.entries(spans).map(([v, s]) => [v, s.label]))}
        ${more ? html`<kl-find label="Another resource" name="other-account" hint="A part of its name" .look=${findAccount} @pick=${(e: CustomEvent<Choice>) => go("/usage" + e.detail.id, Object.fromEntries(this.route.query))}></kl-find>` : ""}
        ${pick("split", "Split by", c.split, Object.entries(splits).map(([v, s]) => [v, s.label]))}
      </div>
      ${this.found.show((found) => this.figures(found, c.by, pick), "Reading metrics")}`;
  }

  private figures(found: Found, by: string, pick: (id: string, label: string, now: string, options: [string, string][]) => TemplateResult): TemplateResult {
    return html`<div class="plots">${found.plots.map((p, i) => html`<section aria-labelledby="plot-${i}"><h2 id="plot-${i}">${p.title}</h2>
        ${p.lines.length === 0 ? html`${p.note ? html`<p class="soft">${p.note}</p>` : ""}<p class="soft">There was none in this time.</p>` : html`<kl-plot .lines=${p}></kl-plot>`}</section>`)}</div>
      <section aria-labelledby="quota"><h2 id="quota">Quota</h2>
        ${found.limits.length ? html`<h3>What is left for you, a minute</h3>${limits(found.limits)}` : html`<p class="soft">Nothing limits you here.</p>`}
        ${found.quotas.length
          ? html`<h3>Quotas that are set</h3>${table<Quota>("Quotas", [
              { head: "Name", cell: (q) => name(q.name.split("/").at(-1), 60) },
              { head: "For", cell: (q) => (q.properties.principalId === everyone ? "everyone" : name(found.names.get(q.properties.principalId) ?? q.properties.principalId, 60)) },
              { head: "Counts", cell: (q) => (q.properties.counts === "Together" ? "together" : "each") },
              { head: "Tokens a minute", cell: (q) => q.properties.tokensPerMinute?.toLocaleString() ?? "no limit" },
              { head: "Requests a minute", cell: (q) => q.properties.requestsPerMinute?.toLocaleString() ?? "no limit" },
            ], found.quotas)}`
          : ""}</section>
      <section aria-labelledby="behind"><h2 id="behind">Behind the deployments</h2>
        ${found.behind.length
          ? table<Backing>("Behind the deployments", [
              { head: "Deployment", cell: (b) => name(b.deployment, 60) },
              { head: "Servers", cell: (b) => servers(b), wide: true },
            ], found.behind)
          : empty("No deployment yet", html`<p>A deployment says which model answers, and by which server.</p>`)}</section>
      <section aria-labelledby="who"><h2 id="who">Who used how much</h2>
        <div class="row">${pick("by", "By", by, Object.entries(whos))}
          <fluent-button size="small" aria-label="Download usage as CSV" @click=${() => this.save(found.used, by)}>CSV</fluent-button></div>
        ${found.used.length === 0
          ? empty("Nobody called a model in this time", html`<p>Choose a longer time, or try one in the playground.</p>`)
          : table<Used>(
              "Usage",
              [
                { head: whos[by]!, cell: (u) => name(this.label(u), 60), wide: true },
                ...([["Requests", "requests"], ["Failed", "failed"], ["Over quota", "throttled"], ["Input tokens", "promptTokens"], ["Output tokens", "completionTokens"], ["Tokens", "totalTokens"]] as const).map(([head, member]) => ({ head, cell: (u: Used) => u[member].toLocaleString() })),
              ],
              found.used.slice(0, 500),
            )}
        <p class="soft after">By whole days in UTC.${by === "group" ? " A caller counts in each of its groups." : ""}</p></section>`;
  }

  private label = (u: Used): string => u.principalName || u.principalId || u.deployment || "";

  private save(all: Used[], by: string): void {
    download("usage.csv", [
      [by, "requests", "failed", "throttled", "promptTokens", "completionTokens", "totalTokens"],
      ...all.map((u) => [this.label(u), u.requests, u.failed, u.throttled, u.promptTokens, u.completionTokens, u.totalTokens]),
    ]);
  }
}

customElements.define("kl-usage", Usage);
