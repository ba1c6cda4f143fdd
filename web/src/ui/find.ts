// A field that finds users, groups, service principals and managed identities, and tells who was picked by a "pick" event.
import { html, nothing, type TemplateResult } from "lit";
import { search, type Principal } from "../api/graph";
import { failure, icon, loading, name } from "./parts";
import { View } from "./view";

export const principalIcon = (p: { type: string }): TemplateResult => icon(p.type === "Group" ? "people" : p.type === "User" ? "person" : "cube");

class Find extends View {
  static override properties = { label: {}, name: {}, found: { state: true }, error: { state: true }, busy: { state: true } };
  declare label: string;
  declare name: string; // id of the field
  found?: Principal[];
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
      const found = await search(text, { signal });
      if (signal.aborted) return;
      this.found = found;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
    }
    this.busy = false;
  }

  private pick(p: Principal): void {
    clearTimeout(this.clock);
    this.asked?.abort();
    this.busy = false;
    this.found = undefined;
    this.querySelector("input")!.value = "";
    this.dispatchEvent(new CustomEvent<Principal>("pick", { detail: p }));
  }

  private close = (event: FocusEvent | KeyboardEvent): void => {
    if (event instanceof KeyboardEvent ? event.key === "Escape" : !this.contains(event.relatedTarget as Node | null)) this.found = undefined;
  };

  protected override render(): TemplateResult {
    return html`<div class="field find" @focusout=${this.close} @keydown=${this.close}>
      <label for=${this.name}>${this.label}</label>
      <input id=${this.name} type="text" autocomplete="off" spellcheck="false" placeholder="Name or object id" maxlength="200" @input=${this.type} @focus=${() => this.found ?? this.ask("")} />
      ${this.error ? failure(this.error) : nothing}
      ${this.busy && !this.found ? loading("Searching") : nothing}
      ${this.found
        ? this.found.length
          ? html`<ul class="found" aria-label="Found">${this.found.map(
              (p) => html`<li><button type="button" @click=${() => this.pick(p)}>${principalIcon(p)}<span>${name(p.name, 80)}<span class="soft">${p.kind}${p.detail ? ", " : ""}${name(p.detail, 80)}</span></span></button></li>`,
            )}</ul>`
          : html`<p class="hint" role="status">Nobody is called that. An object id works too.</p>`
        : nothing}
    </div>`;
  }
}

customElements.define("kl-find", Find);
