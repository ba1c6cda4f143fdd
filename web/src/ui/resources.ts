// Resources that the person may see, page by page: one subscription at a time, found by a part of their name. The address
// keeps the choice.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { itemsAt, subscriptions, versions, type Item, type Subscription } from "../api/arm";
import { armPage } from "../api/client";
import { setQuery, type Route } from "../router";
import { Pages, typed } from "./pages";
import { table, type Column } from "./parts";
import { plain } from "./text";
import { Load, View } from "./view";

export const pageSize = 50;

// subscriptionOf is the subscription that the address says, or the first.
export const subscriptionOf = (route: Route, all: Subscription[]): Subscription | undefined =>
  all.find((s) => s.subscriptionId === route.query.get("subscription")) ?? all[0];

// filters are fields for the name, and for the subscription where there are several.
export const filters = (route: Route, all: Subscription[]): TemplateResult => {
  const chosen = subscriptionOf(route, all);
  return html`<div class="row">
    <label for="filter" class="unseen">Filter</label>
    <input id="filter" class="grow" type="search" placeholder="A part of the name" maxlength="100" .value=${route.query.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
    ${all.length > 1
      ? html`<label for="subscription" class="unseen">Subscription</label><select id="subscription" @change=${(e: Event) => setQuery({ subscription: (e.target as HTMLSelectElement).value })}>${all.map((s) => html`<option value=${s.subscriptionId} ?selected=${s === chosen}>${plain(s.displayName, 60)}</option>`)}</select>`
      : nothing}</div>`;
};

class Resources extends View {
  static override properties = { route: { attribute: false }, type: {}, label: {}, columns: { attribute: false }, none: { attribute: false } };
  declare route: Route;
  declare type: string; // "" is any
  declare label: string;
  declare columns: Column<Item>[];
  declare none: TemplateResult;
  private readonly within = new Load<Subscription[]>(this);
  private readonly pages = new Pages<Item>(this, "the resources", armPage<Item>(versions.resources));

  override connectedCallback(): void {
    super.connectedCallback();
    void this.within.run(subscriptions);
  }

  protected override willUpdate(_: PropertyValues): void {
    const at = subscriptionOf(this.route, this.within.value ?? []);
    if (at) this.pages.open(itemsAt(at.id, "resources", { type: this.type, text: (this.route.query.get("filter") ?? "").trim(), top: pageSize }));
  }

  protected override render(): TemplateResult {
    return this.within.show((all) =>
      all.length === 0
        ? this.none
        : html`${filters(this.route, all)}${this.pages.show(
            (rows) => (rows.length ? table<Item>(this.label, this.columns, rows) : this.route.query.get("filter") ? html`<p class="soft">No resource has that in its name.</p>` : this.none),
            "Looking for your resources",
          )}`, "Looking for your resources");
  }
}

customElements.define("kl-resources", Resources);
