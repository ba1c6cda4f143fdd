// The base of pages and parts: Lit elements that render into the page itself, so that one style sheet serves all, and
// labels, headings and landmarks of one element reach those of another.
import { LitElement, nothing, type ReactiveController, type TemplateResult } from "lit";
import { failure, loading, toast } from "./parts";

export abstract class View extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

// Load is something that is fetched and shown: waiting, there, or failed with a button to try again. What is there stays
// while a newer one is fetched, and an answer that is no longer wanted is dropped.
export class Load<T> implements ReactiveController {
  value?: T;
  error?: unknown;
  busy = false;
  private turn = 0;
  private again?: () => Promise<T>;

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.turn++;
  }

  async run(fetch: () => Promise<T>, keep = false): Promise<void> {
    const turn = ++this.turn;
    this.again = fetch;
    this.busy = true;
    if (!keep) this.value = undefined;
    this.host.requestUpdate();
    try {
      const value = await fetch();
      if (turn !== this.turn) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
    }
    this.busy = false;
    this.host.requestUpdate();
  }

  reload = (): void => void (this.again && this.run(this.again, true));

  // show renders what is there.
  show(render: (value: T) => TemplateResult, what = "Loading"): TemplateResult {
    if (this.error !== undefined) return failure(this.error, this.reload);
    if (this.value === undefined) return loading(what);
    return render(this.value);
  }
}

// Work is something that a page does at a press: one at a time, with a message when it is done, or what went wrong.
export class Work implements ReactiveController {
  error?: unknown;
  busy = false;

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  hostConnected(): void {}

  // run reports whether it was done.
  async run(done: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    this.host.requestUpdate();
    try {
      await work();
      if (done) toast(done);
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
    this.host.requestUpdate();
    return this.error === undefined;
  }

  // show renders what went wrong.
  show(): TemplateResult | typeof nothing {
    return this.error === undefined ? nothing : failure(this.error);
  }
}
