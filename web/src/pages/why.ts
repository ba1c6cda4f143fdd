// Why was I refused? Decisions as they happen, and one in full.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { decisions, versions, type Decision, type DecisionPage } from "../api/arm";
import { arm } from "../api/client";
import { byIds, type Principal } from "../api/graph";
import { config } from "../config";
import { go, link, setQuery, type Page, type Route } from "../router";
import "../ui/decision";
import "../ui/find";
import { shortAction } from "../ui/explanation";
import { badge, empty, failure, icon, loading, mono, name, scopeName, time } from "../ui/parts";
import { count, isGuid } from "../ui/text";
import { typed } from "../ui/pages";
import { Load, View } from "../ui/view";

export const why: Page = {
  path: "/why",
  title: "Why was I refused?",
  nav: { label: "Why was I refused?", icon: "questionCircle" },
  render: (route) => html`<kl-why .route=${route}></kl-why>`,
};

const kept = 1000; // decisions in memory
const page = "100";
const every = 2000; // milliseconds

class Why extends View {
  static override properties = { route: { attribute: false }, list: { state: true }, paused: { state: true }, error: { state: true }, reading: { state: true } };
  declare route: Route;
  list?: Decision[]; // newest first
  paused = false;
  reading = false;
  error?: unknown;
  private older?: string; // address of those before
  private last = 0; // place in the log up to which decisions have been read
  private asked = "";
  private clock = 0;
  private readonly who = new Load<Principal | undefined>(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.clock);
    this.asked = "";
  }

  // query is what the server is asked to select.
  private query(): Record<string, string> {
    const q = this.route.query;
    const plane = { "": "data", control: "control" }[q.get("what") ?? ""];
    const wanted: Record<string, string | null | undefined> = {
      principalId: q.get("who"), outcome: q.get("outcome"), text: q.get("filter"), plane,
      ...(plane === "control" && { excludeAppId: config.clientId }), // or this page would list itself
    };
    return { kind: "decision", ...Object.fromEntries(Object.entries(wanted).filter((e): e is [string, string] => !!e[1])) };
  }

  protected override willUpdate(_: PropertyValues): void {
    const key = JSON.stringify(this.query());
    if (key === this.asked) return;
    this.asked = key;
    const who = this.route.query.get("who");
    void this.who.run(async () => (who ? (await byIds([who])).get(who.toLowerCase()) : undefined));
    void this.begin(key);
  }

  // begin reads the newest decisions, and from then on what is new.
  private async begin(key: string): Promise<void> {
    clearTimeout(this.clock);
    try {
      // The newest record, whatever it is: where none is selected, what is new begins after it.
      const head = await decisions({ kind: "decision", order: "newest", $top: "1" });
      const first = await decisions({ ...this.query(), order: "newest", $top: page });
      if (key !== this.asked) return;
      this.list = first.value;
      this.older = first.nextLink;
      this.last = Math.max(0, ...head.value.map((d) => d.seq), ...first.value.map((d) => d.seq));
      this.error = undefined;
    } catch (error) {
      if (key !== this.asked) return;
      this.error = error;
    }
    this.clock = window.setTimeout(() => this.poll(key), this.error ? 5000 : every);
  }

  private async poll(key: string): Promise<void> {
    if (key !== this.asked) return;
    if (!this.list) return this.begin(key);
    try {
      if (!this.paused) {
        const next = await decisions({ ...this.query(), after: String(this.last), $top: "500" });
        if (key !== this.asked) return;
        if (next.value.length) this.list = [...next.value.reverse(), ...this.list].slice(0, kept);
        this.last = Math.max(this.last, next.after);
      }
      this.error = undefined;
    } catch (error) {
      if (key !== this.asked) return;
      this.error = error;
    }
    this.clock = window.setTimeout(() => this.poll(key), this.error ? 5000 : every);
  }

  private readOlder = async (): Promise<void> => {
    const key = this.asked;
    this.reading = true;
    try {
      const next = await arm<DecisionPage>(this.older!, versions.keyless);
      if (key === this.asked) {
        this.list = [...this.list!, ...next.value].slice(0, kept);
        this.older = next.nextLink;
      }
    } catch (error) {
      if (key === this.asked) this.error = error;
    }
    this.reading = false;
  };

  protected override render(): TemplateResult {
    const id = this.route.rest.slice(1);
    return html`<h1>Why was I refused?</h1>
      <form class="row" @submit=${this.find}>
        <label for="decision-id" class="unseen">Id of a decision</label>
        <input id="decision-id" name="id" class="grow" type="text" placeholder="Id of a decision, as in x-keyless-decision of the answer" spellcheck="false" autocomplete="off" maxlength="100" .value=${id} />
        <button class="button" type="submit">Explain</button></form>
      ${id ? html`<section aria-labelledby="one"><h2 id="one">This decision</h2><kl-decision .decision=${id}></kl-decision></section>` : nothing}
      <section aria-labelledby="live"><h2 id="live">Decisions</h2>${this.live(id)}</section>`;
  }

  private find = (event: Event): void => {
    event.preventDefault();
    const id = String(new FormData(event.target as HTMLFormElement).get("id")).trim();
    if (isGuid(id)) go("/why/" + id, Object.fromEntries(this.route.query));
    else this.error = new Error("That is no id: it looks like 7d2317cb-de97-4301-bbb2-92df9ceeb51f.");
  };

  private live(open: string): TemplateResult {
    const outcome = this.route.query.get("outcome") ?? "";
    const what = this.route.query.get("what") ?? "";
    const who = this.route.query.get("who");
    const shown = this.list ?? [];
    const select = (key: string, label: string, value: string, options: [string, string][]): TemplateResult =>
      html`<label for=${key} class="unseen">${label}</label><select id=${key} @change=${(e: Event) => setQuery({ [key]: (e.target as HTMLSelectElement).value })}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === value}>${l}</option>`)}</select>`;
    return html`<div class="row">
        <kl-find class="grow" label="Decisions about" name="about" @pick=${(e: CustomEvent<Principal>) => setQuery({ who: e.detail.id })}></kl-find>
        ${who ? html`<span>${name(this.who.value?.name ?? who, 60)} <fluent-button size="small" id="everybody" @click=${() => setQuery({ who: "" })}>Everybody</fluent-button></span>` : nothing}</div>
      <div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by caller, action or scope" maxlength="200" .value=${this.route.query.get("filter") ?? ""} @input=${this.typed} />
        ${select("outcome", "Outcome", outcome, [["", "Allowed and refused"], ["refused", "Refused"], ["allowed", "Allowed"]])}
        ${select("what", "Kind", what, [["", "Calls of models"], ["control", "Administration"], ["all", "Everything"]])}
        <fluent-button id="pause" @click=${() => (this.paused = !this.paused)}>${icon(this.paused ? "play" : "pause")} ${this.paused ? "Go on" : "Pause"}</fluent-button></div>
      ${this.error ? failure(this.error) : nothing}
      ${!this.list
        ? this.error ? nothing : loading("Reading decisions")
        : shown.length === 0
          ? html`${empty("No such decision yet", html`<p>A call of a model appears here as it is decided. Try one in the <a href=${link("/playground")}>playground</a>.</p>`)}${this.more()}`
          : html`<p class="soft">${count(shown.length, "decision")}${this.older ? ", the newest" : ""}${this.paused ? ", paused" : ""}</p>
            <div class="table" role="group" aria-label="Decisions" tabindex="0"><table>
              <thead><tr><th scope="col">Time</th><th scope="col">Outcome</th><th scope="col">Caller</th><th scope="col">Action</th><th scope="col">Scope</th><th scope="col">Because</th><th scope="col"><span class="unseen">Explanation</span></th></tr></thead>
              <tbody>${shown.map((d) => html`<tr class=${d.id === open ? "picked" : nothing}>
                <td>${time(d.at)}</td>
                <td>${d.allowed ? badge("allowed", "good") : badge("refused", "bad")}</td>
                <td>${d.name ? name(d.name, 60) : d.detail?.caller?.key ? name(d.detail.caller.key) : html`<span class="soft">unknown</span>`}</td>
                <td>${mono(shortAction(d.action ?? d.detail?.operation ?? ""))}</td>
                <td title=${d.scope ?? nothing}>${d.scope ? name(scopeName(d.scope).name, 40) : nothing}</td>
                <td>${name(d.reason, 80)}</td>
                <td><a href=${link("/why/" + d.id, Object.fromEntries(this.route.query))} aria-label="Explain the decision ${d.id}">Explain</a></td></tr>`)}</tbody></table></div>${this.more()}`}`;
  }

  private typed = typed((filter) => setQuery({ filter: filter.trim() }));

  // more leads to decisions before those that are shown.
  private more(): TemplateResult | typeof nothing {
    if (!this.older) return nothing;
    if (this.list!.length >= kept) return html`<p class="soft after">These are the newest ${kept.toLocaleString()}. Filter to see others.</p>`;
    return html`<p class="after"><fluent-button size="small" id="older" ?disabled=${this.reading} @click=${this.readOlder}>Older decisions</fluent-button></p>`;
  }
}

customElements.define("kl-why", Why);
