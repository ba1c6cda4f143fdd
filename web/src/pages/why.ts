// Why was I refused? Decisions as they happen, and one in full.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { decisions, type Decision } from "../api/arm";
import { config } from "../config";
import { go, link, setQuery, type Page, type Route } from "../router";
import "../ui/decision";
import { shortAction } from "../ui/explanation";
import { badge, empty, failure, icon, loading, mono, name, scopeName, time } from "../ui/parts";
import { count, isGuid } from "../ui/text";
import { View } from "../ui/view";

export const why: Page = {
  path: "/why",
  title: "Why was I refused?",
  nav: { label: "Why was I refused?", icon: "questionCircle" },
  render: (route) => html`<kl-why .route=${route}></kl-why>`,
};

const kept = 1000; // decisions in memory
const shownRows = 100;
const every = 2000; // milliseconds

class Why extends View {
  static override properties = { route: { attribute: false }, list: { state: true }, paused: { state: true }, error: { state: true } };
  declare route: Route;
  list?: Decision[]; // newest first
  paused = false;
  error?: unknown;
  private last = 0;
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.poll();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.clock);
    this.clock = -1;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("paused") && !this.paused && changed.get("paused")) void this.poll();
  }

  private poll = async (): Promise<void> => {
    clearTimeout(this.clock);
    if (this.paused || !this.isConnected) return;
    try {
      if (!this.list) {
        const page = await decisions({ kind: "decision", order: "newest", $top: "500" });
        this.list = page.value;
        this.last = Math.max(0, ...page.value.map((d) => d.seq));
      } else {
        const page = await decisions({ kind: "decision", after: String(this.last), $top: "500" });
        if (page.value.length) this.list = [...page.value.reverse(), ...this.list].slice(0, kept);
        this.last = Math.max(this.last, page.after);
      }
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
    if (this.isConnected) this.clock = window.setTimeout(this.poll, this.error ? 5000 : every);
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
    const text = (this.route.query.get("filter") ?? "").toLowerCase();
    const matching = (this.list ?? []).filter(
      (d) =>
        (!outcome || (outcome === "allowed") === !!d.allowed) &&
        (what === "all" || (what === "control" ? d.detail?.plane !== "data" && d.appId !== config.clientId : d.detail?.plane === "data" || !d.detail?.plane)) &&
        (!text || [d.name, d.action, d.scope, d.detail?.operation, d.reason].some((t) => t?.toLowerCase().includes(text))),
    );
    const select = (key: string, label: string, value: string, options: [string, string][]): TemplateResult =>
      html`<label for=${key} class="unseen">${label}</label><select id=${key} @change=${(e: Event) => setQuery({ [key]: (e.target as HTMLSelectElement).value })}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === value}>${l}</option>`)}</select>`;
    return html`<div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by caller, action or scope" .value=${this.route.query.get("filter") ?? ""} @input=${(e: Event) => setQuery({ filter: (e.target as HTMLInputElement).value })} />
        ${select("outcome", "Outcome", outcome, [["", "Allowed and refused"], ["refused", "Refused"], ["allowed", "Allowed"]])}
        ${select("what", "Kind", what, [["", "Calls of models"], ["control", "Administration"], ["all", "Everything"]])}
        <fluent-button id="pause" @click=${() => (this.paused = !this.paused)}>${icon(this.paused ? "play" : "pause")} ${this.paused ? "Go on" : "Pause"}</fluent-button></div>
      ${this.error ? failure(this.error) : nothing}
      ${!this.list
        ? this.error ? nothing : loading("Reading decisions")
        : matching.length === 0
          ? empty("No such decision yet", html`<p>A call of a model appears here as it is decided. Try one in the <a href=${link("/playground")}>playground</a>.</p>`)
          : html`<p class="soft">${count(matching.length, "decision")}${matching.length > shownRows ? `, the newest ${shownRows} are shown` : ""}${this.paused ? ", paused" : ""}</p>
            <div class="table" role="group" aria-label="Decisions" tabindex="0"><table>
              <thead><tr><th scope="col">Time</th><th scope="col">Outcome</th><th scope="col">Caller</th><th scope="col">Action</th><th scope="col">Scope</th><th scope="col">Because</th><th scope="col"><span class="unseen">Explanation</span></th></tr></thead>
              <tbody>${matching.slice(0, shownRows).map((d) => html`<tr class=${d.id === open ? "picked" : nothing}>
                <td>${time(d.at)}</td>
                <td>${d.allowed ? badge("allowed", "good") : badge("refused", "bad")}</td>
                <td>${d.name ? name(d.name, 60) : d.detail?.caller?.key ? name(d.detail.caller.key) : html`<span class="soft">unknown</span>`}</td>
                <td>${mono(shortAction(d.action ?? d.detail?.operation ?? ""))}</td>
                <td title=${d.scope ?? nothing}>${d.scope ? name(scopeName(d.scope).name, 40) : nothing}</td>
                <td>${name(d.reason, 80)}</td>
                <td><a href=${link("/why/" + d.id, Object.fromEntries(this.route.query))} aria-label="Explain the decision ${d.id}">Explain</a></td></tr>`)}</tbody></table></div>`}`;
  }
}

customElements.define("kl-why", Why);
