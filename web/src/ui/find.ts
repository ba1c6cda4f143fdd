// A field that finds principals, or what .look finds, and tells what was picked by a "pick" event.
import { html, nothing, type TemplateResult } from "lit";
import { rolesAt, accounts, versions, type Role } from "../api/arm";
import { arm, type Ask, type List } from "../api/client";
import { search } from "../api/graph";
import type { Icon } from "./icons";
import { failure, icon, loading, name } from "./parts";
import { View } from "./view";

const icons: Record<string, Icon> = { Group: "people", User: "person", Role: "shieldCheckmark" };
export const principalIcon = (p: { type: string }): TemplateResult => icon(icons[p.type] ?? "cube");

// Choice is something that can be picked.
export interface Choice {
  id: string;
  name: string;
  detail: string;
  type: string;
  kind: string;
}

type Look = (text: string, ask: Ask) => Promise<Choice[]>;

// findRole looks for roles of a scope by a part of their name or description; findAccount for accounts by a part of their name.
export const findRole = (scope: string): Look => async (text, ask) =>
  (await arm<List<Role>>(rolesAt(scope, { text: text.trim(), top: 8 }), versions.authorization, ask)).value.map((r) => ({
    id: r.name, name: r.properties.roleName, detail: "", type: "Role", kind: r.properties.type === "CustomRole" ? "custom role" : "built-in role",
  }));
export const findAccount: Look = async (text, ask) =>
  (await accounts(text.trim(), 8, ask)).list.map((a) => ({ id: a.id, name: a.name, detail: a.id.split("/")[4] ?? "", type: "Account", kind: "resource group" }));

class Find extends View {
  static override properties = { label: {}, name: {}, hint: {}, look: { attribute: false }, found: { state: true }, error: { state: true }, busy: { state: true } };
  declare label: string;
  declare name: string; // id of the field
  hint = "Name or object id";
  look: Look = search;
  found?: Choice[];
  error?: unknown;
  busy = false;
  private clock = 0;
  private asked?: AbortController;

  private type = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.clock);
    this.clock = window.setTimeout(() => void this.ask(text), 200);
  };

  private async ask(text: string): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    this.busy = true;
    try {
      const found = await this.look(text, { signal });
      if (signal.aborted) return;
      this.found = found;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    this.busy = false;
  }

  private pick(p: Choice): void {
    clearTimeout(this.clock);
    this.asked?.abort();
    this.busy = false;
    this.found = undefined;
    this.querySelector("input")!.value = "";
    this.dispatchEvent(new CustomEvent<Choice>("pick", { detail: p }));
  }

  private close = (event: FocusEvent | KeyboardEvent): void => {
    if (event instanceof KeyboardEvent ? event.key === "Escape" : !this.contains(event.relatedTarget as Node | null)) this.found = undefined;
  };

  protected override render(): TemplateResult {
    return html`<div class="field find" @focusout=${this.close} @keydown=${this.close}>
      <label for=${this.name}>${this.label}</label>
      <input id=${this.name} type="text" autocomplete="off" spellcheck="false" placeholder=${this.hint} maxlength="200" @input=${this.type} @focus=${() => this.found ?? this.ask("")} />
      ${this.error ? failure(this.error) : nothing}
      ${this.busy && !this.found ? loading("Searching") : nothing}
      ${this.found
        ? this.found.length
          ? html`<ul class="found" aria-label="Found">${this.found.map(
              (p) => html`<li><button type="button" @click=${() => this.pick(p)}>${principalIcon(p)}<span>${name(p.name, 80)}<span class="soft">${p.kind}${p.detail ? ", " : ""}${name(p.detail, 80)}</span></span></button></li>`,
            )}</ul>`
          : html`<p class="hint" role="status">${this.look === search ? "Nobody is called that. An object id works too." : "Nothing is called that."}</p>`
        : nothing}
    </div>`;
  }
}

customElements.define("kl-find", Find);
