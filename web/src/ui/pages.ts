// A list that the server gives page by page: what is on this page, and ways to the next one and back.
import { html, nothing, type LitElement, type TemplateResult } from "lit";
import { icon } from "./parts";
import { Load } from "./view";

export interface Page<T> {
  rows: T[];
  next?: string | undefined; // address of the page that follows
}

// Shown is a page, where it is, and the addresses of the pages before it.
interface Shown<T> extends Page<T> {
  at: string;
  before: string[];
}

export class Pages<T> {
  private readonly load: Load<Shown<T>>;
  private first = "";

  // fetch reads the page at an address. label says what is listed, to tell the pages of two lists apart.
  constructor(host: LitElement, private readonly label: string, private readonly fetch: (address: string) => Promise<Page<T>>) {
    this.load = new Load<Shown<T>>(host);
  }

  // open reads a list from its first page, if it is another one than before.
  open(address: string): void {
    if (address === this.first) return;
    this.first = address;
    this.turn(address, [], !!this.load.value);
  }

  reload = (): void => {
    const shown = this.load.value;
    if (this.first) this.turn(shown?.at ?? this.first, shown?.before ?? []);
  };

  private turn(at: string, before: string[], keep = true): void {
    void this.load.run(async () => ({ ...(await this.fetch(at)), at, before }), keep);
  }

  // What is pressed while a page is fetched counts for nothing: it would be about the page that is still shown.
  private forward = (): void => {
    const { at, before, next } = this.load.value!;
    if (!this.load.busy) this.turn(next!, [...before, at]);
  };
  private back = (): void => {
    const { before } = this.load.value!;
    if (!this.load.busy) this.turn(before.at(-1)!, before.slice(0, -1));
  };

  // show renders the rows of this page. number counts pages from 1.
  show(render: (rows: T[], page: { number: number; more: boolean }) => TemplateResult, what: string): TemplateResult {
    return this.load.show((page) => html`${render(page.rows, { number: page.before.length + 1, more: !!page.next })}${this.controls(page)}`, what);
  }

  private controls({ before, next }: Shown<T>): TemplateResult | typeof nothing {
    if (!next && !before.length) return nothing;
    return html`<nav class="row pages" aria-label="Pages of ${this.label}">
      <button type="button" class="button small page-back" aria-label="Back a page" ?disabled=${!before.length} @click=${this.back}>Back</button>
      <span class="soft" role="status">Page ${before.length + 1}</span>
      <button type="button" class="button small page-next" aria-label="Next page" ?disabled=${!next} @click=${this.forward}>Next ${icon("chevronRight")}</button></nav>`;
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
