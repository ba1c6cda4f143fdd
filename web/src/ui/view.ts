// The base of pages and parts: Lit elements that render into the page itself, so that one style sheet serves all, and
// labels, headings and landmarks of one element reach those of another.
import { LitElement, type ReactiveController, type TemplateResult } from "lit";
import { failure, loading } from "./parts";

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
