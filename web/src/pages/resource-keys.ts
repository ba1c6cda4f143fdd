// Account keys: who has one goes past every role. Show, regenerate, switch off, and who still calls with one.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { accountType, decisions, may, versions, type Decision, type Item } from "../api/arm";
import { arm } from "../api/client";
import { callers } from "../api/metrics";
import { copy, empty, failure, icon, name, note, table, time, toast } from "../ui/parts";
import { count, when } from "../ui/text";
import { Load, View } from "../ui/view";

const list = accountType + "/listKeys/action";
const renew = accountType + "/regenerateKey/action";
const write = accountType + "/write";
const days = 30;
const pages = 10; // of the log that are looked at

interface Keys {
  key1: string;
  key2: string;
}

interface Caller {
  key: string;
  address: string;
  calls: number;
  last: string;
}

interface Found {
  callers: Caller[];
  until: string; // time up to which the log was looked at, backwards; "" if all of it was
  counted: { key: string; calls: number }[]; // of all calls with each key, if the person may know
}

class AccountKeys extends View {
  static override properties = { account: { attribute: false }, keys: { state: true }, error: { state: true }, shown: { state: true }, asking: { state: true } };
  declare account: Item;
  keys?: Keys;
  error?: unknown;
  shown = "";
  asking = ""; // what is to be confirmed: key1, key2 or off
  private readonly mine = new Load<Record<string, boolean>>(this);
  private readonly callers = new Load<Found>(this);
  private asked = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.account.id === this.asked) return;
    this.asked = this.account.id;
    this.keys = undefined;
    void this.mine.run(() => may(this.account.id, list, renew, write));
    void this.callers.run(this.ask);
  }

  private ask = async (): Promise<Found> => {
    const since = new Date(Date.now() - days * 86400_000).toISOString();
    const found = new Map<string, Caller>();
    const counting = callers(this.account.id, { by: "principal", since, minutes: days * 1440, top: 100 }).then(({ value }) => value.filter((c) => !c.tenantId), () => []);
    let query: Record<string, string> | undefined = { kind: "decision", caller: "key", outcome: "allowed", order: "newest", since, $top: "500" };
    let last = "";
    for (let turn = 0; query && turn < pages; turn++) {
      const page = await decisions(query, this.account.id);
      for (const d of page.value) this.count(found, d);
      last = page.value.at(-1)?.at ?? last;
      query = page.nextLink ? { ...query, after: String(page.after) } : undefined;
    }
    return { callers: [...found.values()], until: query ? last : "", counted: (await counting).map((c) => ({ key: c.principalId, calls: c.calls })) };
  };

  private count(found: Map<string, Caller>, d: Decision): void {
    const key = d.detail?.caller?.key;
    if (!key) return;
    const id = key + " " + d.ipAddress;
    const was = found.get(id);
    was ? was.calls++ : found.set(id, { key, address: d.ipAddress ?? "", calls: 1, last: d.at });
  }

  private async work(what: string, do_: () => Promise<unknown>): Promise<void> {
    this.error = undefined;
    this.asking = "";
    try {
      await do_();
      this.callers.reload();
      toast(what);
    } catch (error) {
      this.error = error;
    }
  }

  private show = (): Promise<void> => this.work("The keys are shown", async () => (this.keys = await arm<Keys>(this.account.id + "/listKeys", versions.cognitive, { method: "POST" })));
  private regenerate = (key: "key1" | "key2"): Promise<void> =>
    this.work(`${key} is new; the old one no longer works`, async () => (this.keys = await arm<Keys>(this.account.id + "/regenerateKey", versions.cognitive, { method: "POST", body: { keyName: key === "key1" ? "Key1" : "Key2" } })));
  private switchTo = (off: boolean): Promise<void> =>
    this.work(off ? "Account keys are switched off" : "Account keys work", async () => {
      await arm(this.account.id, versions.cognitive, { method: "PATCH", body: { properties: { disableLocalAuth: off } } });
      this.keys = undefined;
      this.dispatchEvent(new Event("changed"));
    });

  protected override render(): TemplateResult {
    const off = !!this.account.properties?.disableLocalAuth;
    return html`${this.error ? failure(this.error) : nothing}
      <section aria-labelledby="key-auth"><h2 id="key-auth">Key-based authentication</h2>
        ${off ? note("good", "Account keys are switched off: every caller signs in and needs a role.") : note("warning", "Whoever has an account key goes past every role, and nobody knows who it was.")}
        ${this.mine.show((mine) => html`
          ${mine[write]
            ? this.asking === "off"
              ? html`<p class="row">Callers with a key will be refused. <fluent-button id="switch-off" appearance="primary" @click=${() => this.switchTo(true)}>Switch off</fluent-button><fluent-button @click=${() => (this.asking = "")}>Keep</fluent-button></p>`
              : html`<p><fluent-button id="key-switch" @click=${() => (off ? this.switchTo(false) : (this.asking = "off"))}>${off ? "Let keys work again" : "Switch keys off"}</fluent-button></p>`
            : nothing}
          ${off ? nothing : mine[list] ? (this.keys ? this.both(this.keys, mine[renew]!) : html`<p><fluent-button id="show-keys" @click=${this.show}>${icon("eye")} <span>Show keys</span></fluent-button> <span class="soft">This is recorded.</span></p>`) : html`<p class="soft">You may not see the keys: it takes <code>${list}</code>.</p>`}`)}
      </section>
      <section aria-labelledby="key-callers"><h2 id="key-callers">Who called with a key in the last ${days} days</h2>
        ${this.callers.show(({ callers: found, until, counted }) => html`${found.length
          ? table<Caller>("Callers with a key", [
              { head: "Key", cell: (c) => name(c.key) },
              { head: "From", cell: (c) => html`<code>${c.address}</code>` },
              { head: "Calls", cell: (c) => c.calls.toLocaleString() },
              { head: "Last", cell: (c) => time(c.last) },
            ], found)
          : empty("Nobody", html`<p>Of the calls that you may know of, none came with a key.</p>`)}
          ${until ? html`<p class="soft">The log was looked at back to ${when(until)}; there are older calls.</p>` : nothing}
          ${counted.length ? html`<p class="soft">In all ${days} days: ${counted.map((c, i) => html`${i ? ", " : ""}${count(c.calls, "call")} with ${c.key}`)}.</p>` : nothing}`, "Reading the log")}
      </section>`;
  }

  private both(keys: Keys, mayRenew: boolean): TemplateResult {
    return html`${(["key1", "key2"] as const).map((k) => html`<p class="row"><span class="label">${k}</span><code class="grow secret">${this.shown === k ? keys[k] : "•".repeat(24)}</code>
      <fluent-button size="small" appearance="subtle" role="button" aria-label="${this.shown === k ? "Hide" : "Show"} ${k}" @click=${() => (this.shown = this.shown === k ? "" : k)}>${icon(this.shown === k ? "eyeOff" : "eye")}</fluent-button>
      <fluent-button size="small" appearance="subtle" role="button" aria-label="Copy ${k}" @click=${() => copy(keys[k])}>${icon("copy")}</fluent-button>
      ${mayRenew
        ? this.asking === k
          ? html`The present ${k} stops working. <fluent-button size="small" @click=${() => this.regenerate(k)}>Regenerate</fluent-button><fluent-button size="small" appearance="subtle" @click=${() => (this.asking = "")}>Keep</fluent-button>`
          : html`<fluent-button size="small" role="button" aria-label="Regenerate ${k}" @click=${() => (this.asking = k)}>Regenerate</fluent-button>`
        : nothing}</p>`)}`;
  }
}

customElements.define("kl-keys", AccountKeys);
