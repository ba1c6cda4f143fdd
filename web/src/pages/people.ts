// People and programs: users, groups, app registrations, service principals and managed identities, sign-ins.
import { html, type TemplateResult } from "lit";
import { link, type Page, type Route } from "../router";
import "./people-apps";
import "./people-groups";
import "./people-identities";
import "./people-programs";
import "./people-sign-ins";
import "./people-users";
import { tabs } from "../ui/tabs";
import { View } from "../ui/view";

const lists: [string, string, (route: Route, id: string) => TemplateResult][] = [
  ["users", "Users", (route, id) => html`<kl-users .route=${route} .of=${id}></kl-users>`],
  ["groups", "Groups", (route, id) => html`<kl-groups .route=${route} .of=${id}></kl-groups>`],
  ["apps", "App registrations", (route, id) => html`<kl-apps .route=${route} .of=${id}></kl-apps>`],
  ["programs", "Service principals", (route, id) => html`<kl-programs .route=${route} .of=${id}></kl-programs>`],
  ["identities", "Managed identities", (route) => html`<kl-identities .route=${route}></kl-identities>`],
  ["sign-ins", "Sign-ins", (route) => html`<kl-sign-ins .route=${route}></kl-sign-ins>`],
];

export const people: Page = {
  path: "/people",
  title: "People and programs",
  nav: { label: "People and programs", icon: "people" },
  render: (route) => html`<kl-people .route=${route}></kl-people>`,
};

class People extends View {
  static override properties = { route: { attribute: false } };
  declare route: Route;

  protected override render(): TemplateResult {
    const [, wanted = "", id = ""] = this.route.rest.split("/");
    const list = lists.find(([name]) => name === wanted) ?? lists[0]!;
    return html`<h1>People and programs</h1>
      ${tabs("People and programs", lists.map(([id, label]) => ({ id, label, href: link("/people/" + id) })), list[0], list[2](this.route, id))}`;
  }
}

customElements.define("kl-people", People);
