// One resource: what it is, and for an account its deployments, keys, networks and projects.
import { html, nothing, type TemplateResult } from "lit";
import { accountType, may, show, versions, type Item } from "../api/arm";
import { all, arm } from "../api/client";
import type { Federated } from "../api/directory";
import { link, type Page, type Route } from "../router";
import "../ui/federated";
import type { Holder } from "../ui/federated";
import { badge, code, facts, icon, mono, name, time } from "../ui/parts";
import { tabs } from "../ui/tabs";
import { same } from "../ui/text";
import { Load, View } from "../ui/view";
import { crumbs } from "./access";
import { identityType } from "./people-identities";
import "./resource-activity";
import "./resource-deployments";
import "./resource-keys";
import "./resource-network";
import "./resource-projects";

export const resource: Page = {
  path: "/resource",
  title: "Resource",
  render: (route) => html`<kl-resource .route=${route}></kl-resource>`,
};

const trust = identityType + "/federatedIdentityCredentials";

// holderOf is a managed identity as what has federated credentials.
function holderOf(id: string): Holder {
  const at = id + "/federatedIdentityCredentials";
  return {
    id,
    list: async () => (await all<{ id: string; name: string; properties: Omit<Federated, "id" | "name"> }>(at, versions.identity)).map((f) => ({ id: f.id, name: f.name, ...f.properties })),
    add: ({ name: title, ...properties }) => arm(at + "/" + encodeURIComponent(title), versions.identity, { method: "PUT", body: { properties } }),
    remove: (f) => arm(at + "/" + encodeURIComponent(f.name), versions.identity, { method: "DELETE" }),
  };
}

class Resource extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;
  private readonly found = new Load<Item>(this);
  private readonly mine = new Load<Record<string, boolean>>(this);
  private holder?: Holder;
  private asked = "";

  protected override willUpdate(): void {
    if (this.route.rest === this.asked) return;
    this.asked = this.route.rest;
    this.holder = holderOf(this.asked);
    void this.found.run(() => show(this.asked));
    void this.mine.run(() => may(this.asked, trust + "/write"));
  }

  protected override render(): TemplateResult {
    return this.found.show((item) => {
      const account = same(item.type, accountType);
      const identity = same(item.type, identityType);
      const parts: [string, string][] = [
        ["overview", "Overview"],
        ...(identity ? ([["federated", "Federated credentials"]] as [string, string][]) : []),
        ...(account ? ([["deployments", "Deployments"], ["keys", "Keys"], ["network", "Network"], ["projects", "Projects"]] as [string, string][]) : []),
        ["activity", "Activity log"],
        ["json", "JSON"],
      ];
      const wanted = this.route.query.get("tab");
      const tab = parts.some(([id]) => id === wanted) ? wanted! : "overview";
      return html`${crumbs("/resource", item.id)}
        <h1>${name(item.name, 80)} <span class="soft light">${item.kind ?? item.type.split("/").at(-1)}</span></h1>
        <p><a class="action" href=${link("/access" + item.id)}>${icon("peopleLock")} Access control (IAM)</a></p>
        ${tabs("Resource", parts.map(([id, label]) => ({ id, label, href: link("/resource" + item.id, { tab: id }) })), tab, this.panel(tab, item, account))}`;
    }, "Reading the resource");
  }

  private panel(tab: string, item: Item, account: boolean): TemplateResult {
    switch (tab) {
      case "federated":
        return html`<div class="card"><kl-federated .holder=${this.holder} .may=${!!this.mine.value?.[trust + "/write"]}></kl-federated></div>`;
      case "deployments":
        return html`<kl-deployments .account=${item} .route=${this.route}></kl-deployments>`;
      case "keys":
        return html`<kl-keys .account=${item} @changed=${this.found.reload}></kl-keys>`;
      case "network":
        return html`<kl-network .account=${item} @changed=${this.found.reload}></kl-network>`;
      case "projects":
        return html`<kl-projects .account=${item}></kl-projects>`;
      case "activity":
        return html`<kl-activity .scope=${item.id} .route=${this.route}></kl-activity>`;
      case "json":
        return html`<div class="card">${code(JSON.stringify(item, null, 2), "The resource as JSON")}</div>`;
      default:
        return this.overview(item, account);
    }
  }

  private overview(item: Item, account: boolean): TemplateResult {
    const p = item.properties ?? {};
    const endpoint = String(p.endpoint ?? "").replace(/\/$/, "");
    return html`<section aria-labelledby="facts"><h2 id="facts">Essentials</h2>${facts([
        ["Type", mono(item.type)],
        ["Location", item.location ?? ""],
        ["Size", item.sku?.name ?? ""],
        ["State", p.provisioningState ? badge(p.provisioningState, p.provisioningState === "Succeeded" ? "good" : "warning") : ""],
        ["Account keys", account ? (p.disableLocalAuth ? badge("switched off", "good") : badge("work beside roles", "warning")) : ""],
        ["Public network", account ? (p.publicNetworkAccess ?? "") : ""],
        ["Created", item.systemData?.createdAt ? html`${time(item.systemData.createdAt)} by ${name(item.systemData.createdBy, 60)}` : ""],
        ["Client id", p.clientId ? mono(p.clientId) : ""],
        ["Service principal", p.principalId ? html`<a href=${link("/people/programs/" + p.principalId)}>${mono(p.principalId)}</a>` : ""],
        ["Tags", Object.keys(item.tags ?? {}).length ? html`<span class="list">${Object.entries(item.tags!).map(([key, value]) => name(`${key}: ${value}`, 120))}</span>` : ""],
        ["Id", mono(item.id)],
      ])}</section>
      ${account && endpoint
        ? html`<section aria-labelledby="endpoints"><h2 id="endpoints">Endpoints</h2>
            ${code(endpoint + "/models", "Endpoint for Azure AI Inference")}${code(endpoint + "/openai/v1", "Endpoint for the OpenAI SDK")}${code(endpoint + "/anthropic", "Endpoint for the Anthropic SDK")}
            <p class="soft">Scope of tokens: <code>https://cognitiveservices.azure.com/.default</code></p></section>`
        : nothing}`;
  }
}

customElements.define("kl-resource", Resource);
