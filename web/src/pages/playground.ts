// Playground: chat with a deployment as the person who is signed in, or with two side by side.
import { html, nothing, type TemplateResult } from "lit";
import { ApiError } from "../api/client";
import { accounts, deployments, show, type Item } from "../api/arm";
import { chat, type Message, type ToolCall, type Usage } from "../api/models";
import { link, setQuery, type Page, type Route } from "../router";
import "../ui/decision";
import "../ui/find";
import { findAccount, type Choice } from "../ui/find";
import { code, empty, failure, icon, name } from "../ui/parts";
import "../ui/samples";
import { same } from "../ui/text";
import { SignInError } from "../session";
import { Load, View } from "../ui/view";

export const playground: Page = {
  path: "/playground",
  title: "Playground",
  nav: { label: "Playground", icon: "chat" },
  render: (route) => html`<kl-playground .route=${route}></kl-playground>`,
};

interface Target {
  account: string;
  scope: string; // of the account
  endpoint: string;
  deployment: string;
}

// Chat is one conversation with one deployment.
interface Chat {
  target: Target;
  messages: Message[];
  answer: string;
  tools: ToolCall[];
  busy: boolean;
  stop?: AbortController;
  error?: unknown;
  first?: number; // milliseconds until the first token
  total?: number;
  usage?: Usage;
  finish?: string;
  request?: object;
  raw: string[];
}

const longestRaw = 200; // events of an answer that are kept as they came

// Parameters to begin with.
const examples: Record<string, object> = {
  "A tool": {
    tools: [{ type: "function", function: { name: "get_weather", description: "The weather in a city", parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } } }],
  },
  "A JSON schema": {
    response_format: { type: "json_schema", json_schema: { name: "person", strict: true, schema: { type: "object", properties: { name: { type: "string" }, age: { type: "integer" } }, required: ["name", "age"], additionalProperties: false } } },
  },
};

// laidOut is JSON of an object or an array with lines and spaces; undefined for any other text.
function laidOut(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
}

// unanswered are the calls of tools at the end of a conversation that have no result yet.
function unanswered(messages: Message[]): ToolCall[] {
  const last = messages.at(-1);
  return last?.role === "assistant" ? (last.tool_calls ?? []) : [];
}

class Playground extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  chats: Chat[] = [];
  private system = "";
  private temperature = "";
  private limit = "";
  private extra = "";
  private moreOpen = false;
  private others = false; // there are accounts that are not offered
  private readonly targets = new Load<Target[]>(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.find();
  }

  // find reads the deployments of the first accounts, and of the one that the address names.
  private find(): void {
    void this.targets.run(async () => {
      const { list: first, more } = await accounts();
      this.others = more;
      const wanted = this.route.query.get("account");
      const known = !wanted || first.some((a) => same(a.name, wanted));
      const list = known ? first : [...first, ...(await accounts(wanted)).list.filter((a) => same(a.name, wanted))];
      const found = await Promise.all(list.map(async (a): Promise<Target[]> => {
        const [account, all] = await Promise.all([show(a.id), deployments(a.id).catch((): Item[] => [])]);
        const endpoint = String(account.properties?.endpoint ?? "").replace(/\/$/, "");
        return all.filter((d) => d.properties?.capabilities?.chatCompletion !== "false" && !d.properties?.capabilities?.embeddings).map((d) => ({ account: a.name, scope: a.id, endpoint, deployment: d.name }));
      }));
      return found.flat();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const c of this.chats) c.stop?.abort();
  }

  protected override render(): TemplateResult {
    return html`<h1>Playground</h1>${this.targets.show(
      (all) => (all.length ? this.page(all) : empty("There is no deployment that you may see", html`<p>Ask somebody who administers a resource for a role on it, as Cognitive Services User. <a href=${link("/home")}>Home</a> has the command.</p>`)),
      "Looking for deployments",
    )}`;
  }

  // A conversation shows its end as it grows, unless somebody has scrolled back.
  private readonly back = new Set<string>(); // ids of those in which somebody has
  private scrolled = (event: Event): void => {
    const log = event.target as HTMLElement;
    const end = log.scrollHeight - log.clientHeight - log.scrollTop < 40;
    end ? this.back.delete(log.id) : this.back.add(log.id);
  };
  protected override updated(): void {
    for (const log of this.querySelectorAll(".said")) if (!this.back.has(log.id)) log.scrollTop = log.scrollHeight;
  }

  private chosen(all: Target[]): Target[] {
    const q = this.route.query;
    const find = (text: string | null): Target | undefined => all.find((t) => `${t.account}/${t.deployment}` === text);
    const first = find(`${q.get("account")}/${q.get("deployment")}`) ?? all.find((t) => t.account === q.get("account")) ?? all[0]!;
    const second = find(q.get("beside"));
    return second ? [first, second] : [first];
  }

  private page(all: Target[]): TemplateResult {
    const targets = this.chosen(all);
    // A conversation stays as long as its place has the same deployment.
    this.chats = targets.map((target, i) => {
      const was = this.chats[i];
      return was && was.target.endpoint === target.endpoint && was.target.deployment === target.deployment ? was : { target, messages: [], answer: "", tools: [], busy: false, raw: [] };
    });
    const busy = this.chats.some((c) => c.busy);
    const pick = (id: string, label: string, value: string, options: [string, string][], set: (v: string) => void): TemplateResult =>
      html`<div class="field"><label for=${id}>${label}</label><select id=${id} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>${options.map(([v, l]) => html`<option value=${v} ?selected=${v === value}>${l}</option>`)}</select></div>`;
    const key = (t: Target): string => `${t.account}/${t.deployment}`;
    const input = (id: string, label: string, value: string, hint: string, set: (v: string) => void): TemplateResult =>
      html`<div class="field"><label for=${id}>${label}</label><input id=${id} type="text" inputmode="decimal" placeholder=${hint} maxlength="12" .value=${value} @input=${(e: Event) => set((e.target as HTMLInputElement).value)} /></div>`;
    return html`<div class="playground">
      <aside class="card" aria-label="Settings">
        ${pick("deployment", "Deployment", key(targets[0]!), all.map((t) => [key(t), key(t).replace("/", " / ")]), (v) => { const t = all.find((x) => key(x) === v)!; setQuery({ account: t.account, deployment: t.deployment }); })}
        ${this.others ? html`<kl-find label="Another resource" name="other-account" hint="A part of its name" .look=${findAccount} @pick=${(e: CustomEvent<Choice>) => { setQuery({ account: e.detail.name, deployment: "" }); this.find(); }}></kl-find>` : nothing}
        ${pick("beside", "Beside it", targets[1] ? key(targets[1]) : "", [["", "nothing"], ...all.map((t): [string, string] => [key(t), key(t).replace("/", " / ")])], (v) => setQuery({ beside: v }))}
        <div class="field"><label for="system">System message</label><textarea id="system" rows="3" maxlength="20000" .value=${this.system} @input=${(e: Event) => (this.system = (e.target as HTMLTextAreaElement).value)}></textarea></div>
        <div class="pair">${input("temperature", "Temperature", this.temperature, "default", (v) => (this.temperature = v))}${input("max-tokens", "Max tokens", this.limit, "default", (v) => (this.limit = v))}</div>
        <details ?open=${this.moreOpen} @toggle=${(e: Event) => (this.moreOpen = (e.target as HTMLDetailsElement).open)}><summary>More parameters</summary><div class="field"><label for="extra">JSON: tools, response_format, seed …</label><textarea id="extra" rows="8" spellcheck="false" class="mono" placeholder='{"response_format": {"type": "json_object"}}' .value=${this.extra} @input=${(e: Event) => (this.extra = (e.target as HTMLTextAreaElement).value)}></textarea></div>
          <p class="row"><span class="soft">Examples</span> ${Object.entries(examples).map(([label, value]) => html`<fluent-button size="small" @click=${() => { this.extra = JSON.stringify(value, null, 2); this.requestUpdate(); }}>${label}</fluent-button>`)}</p></details>
        <fluent-button size="small" @click=${this.clear}>Start again</fluent-button>
      </aside>
      <div class="talk">
        <div class="chats two-${this.chats.length}">${this.chats.map((c, i) => this.conversation(c, i))}</div>
        <form class="prompt card" @submit=${this.send}>
          <label for="prompt" class="unseen">Message</label>
          <textarea id="prompt" name="prompt" rows="2" placeholder="Ask something. Enter sends, Shift+Enter begins a line." @keydown=${this.key}></textarea>
          ${busy ? html`<fluent-button id="stop" @click=${this.stop}>${icon("stop")} Stop</fluent-button>` : html`<button class="button primary" id="send" type="submit">${icon("send")} Send</button>`}
        </form>
        <section aria-labelledby="as-code"><h2 id="as-code">The same call as code</h2><p class="soft">The last call to ${name(targets[0]!.deployment, 60)}, without streaming.</p><kl-same-call .endpoint=${targets[0]!.endpoint} .body=${this.whole(this.chats[0]!)}></kl-same-call></section>
      </div></div>`;
  }

  private conversation(c: Chat, place: number): TemplateResult {
    const shown = c.messages.filter((m) => m.role !== "system");
    return html`<section class="chat" aria-label="Conversation with ${c.target.deployment}">
      <p class="soft">${name(c.target.account, 40)} / ${name(c.target.deployment, 60)}</p>
      <div class="said" id="said-${place}" @scroll=${this.scrolled} role="log" aria-label="Messages of ${c.target.deployment}" tabindex="0">
        ${shown.length === 0 && !c.busy && !c.error ? html`<p class="soft">Nothing said yet.</p>` : nothing}
        ${shown.map((m) => this.message(m))}
        ${!c.busy && !c.error ? this.results(c) : nothing}
        ${c.busy ? this.message({ role: "assistant", content: c.answer || "…", ...(c.tools.length && { tool_calls: c.tools }) }) : nothing}
      </div>
      ${c.error ? this.refusal(c) : nothing}
      ${c.total !== undefined
        ? html`<p class="soft figures">${c.first !== undefined ? html`first token after <strong>${Math.round(c.first)} ms</strong>, ` : nothing}all after <strong>${Math.round(c.total)} ms</strong>${c.usage ? html`, <strong>${c.usage.prompt_tokens}</strong> + <strong>${c.usage.completion_tokens}</strong> tokens` : nothing}${c.finish && c.finish !== "stop" ? html`, ended by ${name(c.finish)}` : nothing}</p>`
        : nothing}
      ${c.request
        ? html`<details><summary>Request and response</summary>${code(JSON.stringify(c.request, null, 2), "Request of " + c.target.deployment)}${c.raw.length ? code(c.raw.join("\n"), "Response of " + c.target.deployment) : nothing}</details>`
        : nothing}
    </section>`;
  }

  private message(m: Message): TemplateResult {
    return html`<div class="message ${m.role}"><span class="unseen">${m.role === "user" ? "You" : m.role === "tool" ? "The tool" : "The model"}:</span>${m.content ? this.words(m) : nothing}
      ${(m.tool_calls ?? []).map((t) => html`<div class="tool"><span class="soft">calls the tool</span> <strong>${name(t.function.name, 80)}</strong><pre dir="auto">${laidOut(t.function.arguments) ?? t.function.arguments}</pre></div>`)}</div>`;
  }

  private words(m: Message): TemplateResult {
    const json = m.role === "user" ? undefined : laidOut(m.content!);
    return json ? html`<div class="words mono">${json}</div>` : html`<div class="words" dir="auto">${m.content}</div>`;
  }

  // results asks for what the tools that the model called have returned: here the person is the program.
  private results(c: Chat): TemplateResult | typeof nothing {
    const calls = unanswered(c.messages);
    if (!calls.length) return nothing;
    return html`<form class="tool" @submit=${(e: Event) => this.answer(e, c, calls)}>
      ${calls.map((t, i) => html`<div class="field"><label for="result-${i}">Result of ${name(t.function.name, 80)}</label><textarea id="result-${i}" name="result-${i}" rows="2" spellcheck="false" class="mono" placeholder='{"temperature": 12}'></textarea></div>`)}
      <p class="row end"><button class="button" type="submit">Send the ${calls.length === 1 ? "result" : "results"}</button></p></form>`;
  }

  private answer(event: Event, c: Chat, calls: ToolCall[]): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    c.messages = [...c.messages, ...calls.map((t, i): Message => ({ role: "tool", tool_call_id: t.id, content: String(form.get("result-" + i)) }))];
    void this.ask(c);
  }

  // refusal shows what went wrong in place; a refusal that was recorded with its whole explanation.
  private refusal(c: Chat): TemplateResult {
    const e = c.error;
    return html`${failure(e, e instanceof SignInError ? () => this.again(c) : undefined)}
      ${e instanceof ApiError && e.status === 429 ? html`<p>${e.retryAfter ? `There is room again in ${e.retryAfter} s.` : "Wait a little."} <fluent-button size="small" @click=${() => this.again(c)}>Try again</fluent-button></p>` : nothing}
      ${e instanceof ApiError && e.decision
        ? html`<kl-decision .decision=${e.decision} @granted=${() => this.requestUpdate()}></kl-decision><p><fluent-button id="try-again" @click=${() => this.again(c)}>Try the call again</fluent-button></p>`
        : nothing}`;
  }

  private key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.target as HTMLTextAreaElement).form!.requestSubmit();
  };

  private send = (event: Event): void => {
    event.preventDefault();
    const field = this.querySelector<HTMLTextAreaElement>("#prompt")!;
    const text = field.value.trim();
    if (!text || this.chats.some((c) => c.busy)) return;
    field.value = "";
    this.back.clear();
    for (const c of this.chats) {
      // A call of a tool is followed by its result, or servers refuse the conversation.
      const none = unanswered(c.messages).map((t): Message => ({ role: "tool", tool_call_id: t.id, content: "No result." }));
      c.messages = [...c.messages, ...none, { role: "user", content: text }];
      void this.ask(c);
    }
  };

  private again(c: Chat): void {
    void this.ask(c);
  }

  private stop = (): void => {
    for (const c of this.chats) c.stop?.abort();
  };

  private clear = (): void => {
    this.stop();
    this.chats = [];
    this.requestUpdate();
  };

  private body(c: Chat): object {
    const extra = this.extra.trim() ? JSON.parse(this.extra) : {};
    const number = (text: string, label: string): number => {
      const n = Number(text);
      if (Number.isNaN(n)) throw new Error(`${label} is a number, not "${text}".`);
      return n;
    };
    const messages = this.system.trim() ? [{ role: "system" as const, content: this.system }, ...c.messages] : c.messages;
    return {
      model: c.target.deployment, messages, stream: true, stream_options: { include_usage: true },
      ...(this.temperature.trim() && { temperature: number(this.temperature, "The temperature") }),
      ...(this.limit.trim() && { max_tokens: number(this.limit, "The limit of tokens") }),
      ...extra,
    };
  }

  // whole is the body of the last call, or of a first one, with the answer in one piece.
  private whole(c: Chat): object {
    const { stream, stream_options, ...rest } = (c.request ?? { model: c.target.deployment, messages: [{ role: "user", content: "What is 6*7?" }] }) as Record<string, unknown>;
    return rest;
  }

  private async ask(c: Chat): Promise<void> {
    Object.assign(c, { answer: "", tools: [], raw: [], error: undefined, first: undefined, total: undefined, usage: undefined, finish: undefined, busy: true });
    c.stop = new AbortController();
    this.requestUpdate();
    const began = performance.now();
    try {
      c.request = this.body(c);
      await chat(c.target.endpoint, c.request, c.stop.signal, (heard) => {
        if (c.raw.length < longestRaw) c.raw.push(heard.raw);
        if ((heard.text || heard.tool) && c.first === undefined) c.first = performance.now() - began;
        if (heard.text) c.answer += heard.text;
        if (heard.tool) {
          const t = (c.tools[heard.tool.index] ??= { id: "", type: "function", function: { name: "", arguments: "" } });
          t.id ||= heard.tool.id ?? "";
          t.function.name += heard.tool.function?.name ?? "";
          t.function.arguments += heard.tool.function?.arguments ?? "";
        }
        if (heard.usage) c.usage = heard.usage;
        if (heard.finish) c.finish = heard.finish;
        this.requestUpdate();
      });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") c.finish = "you";
      else c.error = error instanceof SyntaxError ? new Error("The further parameters are not JSON: " + error.message) : error;
    }
    c.busy = false;
    c.total = performance.now() - began;
    if (c.answer || c.tools.length) c.messages = [...c.messages, { role: "assistant", content: c.answer || null, ...(c.tools.length && { tool_calls: c.tools.filter(Boolean) }) }];
    this.requestUpdate();
  }
}

customElements.define("kl-playground", Playground);
