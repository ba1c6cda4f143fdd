// The frame around all pages: head, menu, messages, and whichever page the address names.
import { html, nothing, type TemplateResult } from "lit";
import { subscriptions } from "./api/arm";
import { config } from "./config";
import { pages } from "./pages";
import { current, link, match } from "./router";
import * as session from "./session";
import { isDark, switchTheme } from "./theme";
import { failure, icon, loading, name, subscriptionNames, type Toast } from "./ui/parts";
import type { Icon } from "./ui/icons";
import { plain } from "./ui/text";
import { View } from "./ui/view";

class App extends View {
  static override properties = { state: { state: true }, menu: { state: true }, toast: { state: true } };
  state: "starting" | "signed-in" | "signed-out" | "failed" = "starting";
  menu: "" | "account" | "pages" = "";
  toast?: Toast;
  private error?: unknown;
  private clock = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren(); // what the page showed before the program ran
    void this.start();
    addEventListener("hashchange", this.turn);
    addEventListener("keyless-theme", () => this.requestUpdate());
    addEventListener("keyless-toast", this.tell as EventListener);
    addEventListener("click", (event) => {
      if (this.menu && !(event.target as HTMLElement).closest?.(".menu, .menu-button")) this.menu = "";
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.menu = "";
    });
  }

  private async start(): Promise<void> {
    try {
      this.state = await session.start();
      if (this.state === "signed-in") void this.nameSubscriptions();
    } catch (error) {
      this.error = error;
      this.state = "failed";
    }
  }

  // Scopes are shown by the names of their subscriptions: where these cannot be read their ids do.
  private async nameSubscriptions(): Promise<void> {
    for (const s of await subscriptions().catch(() => [])) subscriptionNames.set(s.subscriptionId.toLowerCase(), s.displayName);
    this.requestUpdate();
  }

  private turn = (): void => {
    this.menu = "";
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const found = match(pages);
      document.title = (found?.page.title ?? "No such page") + " · keyless portal";
    });
  };

  private tell = (event: CustomEvent<Toast>): void => {
    this.toast = event.detail;
    clearTimeout(this.clock);
    this.clock = window.setTimeout(() => (this.toast = undefined), event.detail.undo ? 15_000 : 4_000);
  };

  protected override render(): TemplateResult {
    switch (this.state) {
      case "starting":
        return html`<div class="alone">${loading("Signing in")}</div>`;
      case "signed-out":
        return this.alone("You are signed out", html`<p>Sign in again to go on.</p>`);
      case "failed":
        return this.alone(
          "We could not sign you in",
          failure(this.error),
        );
      case "signed-in":
        return this.frame();
    }
  }

  private alone(title: string, content: TemplateResult): TemplateResult {
    return html`<main class="alone"><div class="card">
      <p class="brand">${this.logo()} keyless</p>
      <h1>${title}</h1>
      ${content}
      <p><fluent-button appearance="primary" id="sign-in" @click=${() => session.signIn({ prompt: this.state === "failed" ? "select_account" : undefined })}>Sign in</fluent-button></p>
    </div></main>`;
  }

  private logo(): TemplateResult {
    return html`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`;
  }

  private frame(): TemplateResult {
    const found = match(pages);
    return html`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="head">
        <fluent-button appearance="transparent" icon-only role="button" class="menu-button only-narrow" aria-label="Pages" aria-expanded=${this.menu === "pages"} @click=${() => (this.menu = this.menu === "pages" ? "" : "pages")}>${icon("navigation")}</fluent-button>
        <a class="brand" href=${link("/home")}>${this.logo()} keyless</a>
        <span class="spring"></span>
        <fluent-button appearance="transparent" icon-only aria-label=${isDark() ? "Use light colours" : "Use dark colours"} @click=${switchTheme}>${icon(isDark() ? "weatherSunny" : "weatherMoon")}</fluent-button>
        <fluent-button appearance="transparent" role="button" class="menu-button who" id="account" aria-expanded=${this.menu === "account"} @click=${() => (this.menu = this.menu === "account" ? "" : "account")}>
          ${icon("person")}<span class="who-name">${name(session.signedIn().userName || session.signedIn().name, 40)}</span>${icon("chevronDown")}
        </fluent-button>
        ${this.menu === "account" ? this.accountMenu() : nothing}
      </header>
      <div class="body">
        <nav class="side ${this.menu === "pages" ? "open" : ""}" aria-label="Pages">${this.navigation(found?.page.path ?? "")}</nav>
        <main id="main" tabindex="-1">
          ${found ? found.page.render(found.route) : html`<h1>No such page</h1><p>There is no page at <code>${current().path}</code>. <a href=${link("/home")}>Go home</a></p>`}
        </main>
      </div>
      <div class="toasts" role="status" aria-live="polite">${this.toast
        ? html`<div class="toast">${plain(this.toast.text, 300)}${this.toast.undo ? html`<fluent-button size="small" id="undo" @click=${this.undo}>Undo</fluent-button>` : nothing}</div>`
        : nothing}</div>`;
  }

  private undo = (): void => {
    const undo = this.toast?.undo;
    this.toast = undefined;
    void undo?.();
  };

  private skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main")?.focus();
  };

  private navigation(path: string): TemplateResult {
    return html`<ul>${pages.filter((p) => p.nav).map(
      (p) => html`<li><a href=${link(p.path)} aria-current=${p.path === path ? "page" : nothing}>${icon(p.nav!.icon as Icon)}${p.nav!.label}</a></li>`,
    )}</ul>`;
  }

  private accountMenu(): TemplateResult {
    const who = session.signedIn();
    return html`<div class="menu" role="group" aria-label="Account">
      <p class="menu-who"><strong>${name(who.name, 60)}</strong><span>${name(who.userName, 60)}</span><span class="soft">Object id <code>${who.id}</code></span></p>
      <fluent-button appearance="subtle" id="switch" @click=${() => session.signIn({ prompt: "select_account" })}>${icon("personSwap")} Use another account</fluent-button>
      <a class="menu-link" href="${config.login}/my-security">${icon("shieldCheckmark")} My security</a>
      <fluent-button appearance="subtle" id="sign-out" @click=${() => session.signOut()}>${icon("signOut")} Sign out</fluent-button>
    </div>`;
  }
}

customElements.define("kl-app", App);
