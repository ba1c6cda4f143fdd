// A list that the server gives page by page: what is on this page, and ways to the next one and back.
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from "lit";
import { icon } from "./parts";
import { Load } from "./view";

export interface Page<T> {
  rows: T[];
  next?: string | undefined; // address of the page that follows
}

export class Pages<T> implements ReactiveController {
  private readonly load: Load<Page<T>>;
  private before: string[] = []; // addresses of the pages before this one
  private first = "";
  private at = "";

  // fetch reads the page at an address. label says what is listed, to tell the pages of two lists apart.
  constructor(host: LitElement, private readonly label: string, private readonly fetch: (address: string) => Promise<Page<T>>) {
    this.load = new Load<Page<T>>(host);
    host.addController(this);
  }

  hostConnected(): void {}

  // open reads a list from its first page, if it is another one than before.
  open(address: string): void {
    if (address === this.first) return;
    this.first = address;
    this.before = [];
    void this.turn(address, !!this.load.value);
  }

  reload = (): void => void (this.at && this.turn(this.at, true));

  private turn(address: string, keep = true): Promise<void> {
    this.at = address;
    return this.load.run(() => this.fetch(address), keep);
  }

  private forward = (): void => {
    this.before.push(this.at);
    void this.turn(this.load.value!.next!);
  };
  private back = (): void => void this.turn(this.before.pop()!);

  // show renders the rows of this page. number counts pages from 1.
  show(render: (rows: T[], page: { number: number; more: boolean }) => TemplateResult, what: string): TemplateResult {
    return this.load.show((page) => html`${render(page.rows, { number: this.before.length + 1, more: !!page.next })}${this.controls(page)}`, what);
  }

  private controls(page: Page<T>): TemplateResult | typeof nothing {
    if (!page.next && !this.before.length) return nothing;
    return html`<nav class="row pages" aria-label="Pages of ${this.label}">
      <button type="button" class="button small page-back" aria-label="Back a page" ?disabled=${!this.before.length} @click=${this.back}>Back</button>
      <span class="soft" role="status">Page ${this.before.length + 1}</span>
      <button type="button" class="button small page-next" aria-label="Next page" ?disabled=${!page.next} @click=${this.forward}>Next ${icon("chevronRight")}</button></nav>`;
  }
}

// clocks run for fields in which somebody types. They are kept by field: what renders a field makes a new listener each time.
const clocks = new WeakMap<EventTarget, number>();

// typed calls act with the text of a field when typing has paused.
export const typed = (act: (text: string) => void) => (event: Event): void => {
  const field = event.target as HTMLInputElement;
  clearTimeout(clocks.get(field));
  clocks.set(field, window.setTimeout(() => act(field.value), 200));
};
