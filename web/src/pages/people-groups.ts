// Groups: find them, make them; one of them: members, owners, and the groups around it as a picture.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { graph, literal, withQuery } from "../api/client";
import { linkTo, listOf, pageOf, rights, unlink, type Entry, type Group, type Rights } from "../api/directory";
import type { Principal } from "../api/graph";
import { go, link, setQuery, type Route } from "../router";
import { signedIn } from "../session";
import "../ui/find";
import { principalIcon } from "../ui/find";
import { empty, facts, icon, mono, name, table, time } from "../ui/parts";
import { Pages, typed } from "../ui/pages";
import { count } from "../ui/text";
import { Load, View, Work } from "../ui/view";

// Node is a group and the groups inside it, or around it.
interface Node {
  group: Entry;
  next: Node[];
  more: boolean; // there are groups beyond it that are not drawn
}

interface Detail {
  group: Group;
  owners: Entry[];
  above: Node[];
  below: Node[];
  members: number;
}

const deepest = 4;
const widest = 12; // groups of one group that are drawn

// around reads the groups that a group is in (memberOf) or that are in it (members), a few levels deep.
async function around(id: string, relation: "memberOf" | "members", depth = 1, seen = new Set([id])): Promise<Node[]> {
  const found = await listOf<Entry>(withQuery(`/v1.0/groups/${id}/${relation}/microsoft.graph.group`, { $select: "id,displayName", $orderby: "displayName", $top: String(widest) }));
  return Promise.all(found.map(async (group) => {
    const known = seen.has(group.id);
    seen.add(group.id);
    const next = known || depth === deepest ? [] : await around(group.id, relation, depth + 1, seen);
    return { group, next, more: known || depth === deepest };
  }));
}

export const kindOf = (e: Entry): Principal["type"] => (e["@odata.type"]?.endsWith(".group") ? "Group" : e["@odata.type"]?.endsWith(".user") ? "User" : "ServicePrincipal");
const pageName: Record<string, string> = { Group: "groups", User: "users", ServicePrincipal: "programs" };
export const pageOfEntry = (e: Entry): string => link(`/people/${pageName[kindOf(e)]}/${e.id}`);

class Groups extends View {
  static override properties = { route: { attribute: false }, of: {}, asking: { state: true } };
  declare route: Route;
  declare of: string;
  asking = "";
  private readonly pages = new Pages<Group>(this, "the groups", pageOf<Group>);
  private readonly members = new Pages<Entry>(this, "the members", pageOf<Entry>);
  private readonly detail = new Load<Detail>(this);
  private readonly mine = new Load<Rights>(this);
  private readonly work = new Work(this);
  private asked = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.mine.run(rights);
  }

  protected override willUpdate(_: PropertyValues): void {
    if (!this.of) {
      const text = (this.route.query.get("filter") ?? "").trim();
      this.pages.open(withQuery("/v1.0/groups", { $top: "50", $select: "id,displayName,description,createdDateTime", $orderby: "displayName", $filter: text && `startswith(displayName,${literal(text)})` }));
    } else if (this.of !== this.asked) {
      const id = encodeURIComponent(this.of);
      void this.detail.run(() => this.read(id));
      this.members.open(withQuery(`/v1.0/groups/${id}/members`, { $top: "50", $select: "id,displayName" }));
    }
    if (this.of !== this.asked) {
      this.asking = "";
      this.work.error = undefined;
    }
    this.asked = this.of;
  }

  private async read(id: string): Promise<Detail> {
    const [group, owners, above, below, members] = await Promise.all([
      graph<Group>("/v1.0/groups/" + id), listOf<Entry>(withQuery(`/v1.0/groups/${id}/owners`, { $select: "id,displayName" })), around(id, "memberOf"), around(id, "members"),
      graph<number>(`/v1.0/groups/${id}/transitiveMembers/$count`),
    ]);
    return { group, owners, above, below, members };
  }

  private change(done: string, work: () => Promise<unknown>): void {
    void this.work.run(done, work).then(() => {
      this.members.reload();
      this.detail.reload();
    });
  }

  protected override render(): TemplateResult {
    return html`${this.work.show()}${this.mine.show((mine) =>
      this.route.query.get("new") && mine.may("groups/create") ? this.form() : this.of ? this.detail.show((d) => this.one(d, mine), "Reading the group") : this.all(mine))}`;
  }

  private all(mine: Rights): TemplateResult {
    return html`<div class="card"><div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Name begins with" maxlength="100" .value=${this.route.query.get("filter") ?? ""} @input=${typed((text) => setQuery({ filter: text }))} />
        ${mine.may("groups/create") ? html`<a class="button primary" href=${link("/people/groups", { new: "1" })}>${icon("add")} New group</a>` : nothing}</div>
      ${this.pages.show((rows) =>
        rows.length
          ? table<Group>("Groups", [
              { head: "Name", cell: (g) => html`<a href=${link("/people/groups/" + g.id)}>${name(g.displayName, 80)}</a>` },
              { head: "Description", cell: (g) => name(g.description, 160), wide: true },
              { head: "Created", cell: (g) => time(g.createdDateTime) },
            ], rows)
          : empty("No group is like that", html`<p>Change the filter, or make a group: whoever is in it has the roles that are assigned to it.</p>`), "Reading groups")}</div>`;
  }

  private one({ group: g, owners, above, below, members }: Detail, mine: Rights): TemplateResult {
    const on = { id: g.id, owned: owners.some((o) => o.id === signedIn().id) };
    const mayMembers = mine.may("groups/members/update", on);
    const mayOwners = mine.may("groups/owners/update", on);
    const rows = (relation: "members" | "owners", list: Entry[], may: boolean): TemplateResult =>
      table<Entry>(relation === "members" ? "Members" : "Owners", [
        { head: "Name", cell: (e) => html`${principalIcon({ type: kindOf(e) })} <a href=${pageOfEntry(e)}>${name(e.displayName || e.id, 80)}</a>` },
        { head: "Type", cell: (e) => html`<span class="soft">${{ Group: "group", User: "user", ServicePrincipal: "service principal" }[kindOf(e)]}</span>` },
        { head: "Actions", hideHead: true, cell: (e) => (may ? html`<fluent-button size="small" appearance="subtle" role="button" aria-label="Remove ${e.displayName?.slice(0, 60) || e.id} from the ${relation}" @click=${() => this.change("Removed", () => unlink("groups", g.id, relation, e.id))}>${icon("delete")}</fluent-button>` : nothing) },
      ], list);
    const finder = (relation: "members" | "owners", label: string): TemplateResult =>
      html`<kl-find label=${label} name="add-${relation}" @pick=${(e: CustomEvent<Principal>) => this.change("Added", () => linkTo("groups", g.id, relation, e.detail.id))}></kl-find>`;
    return html`<p><a href=${link("/people/groups")}>All groups</a></p>
      <section aria-labelledby="one"><h2 id="one">${icon("people")} ${name(g.displayName, 80)}</h2>
        ${facts([["Description", g.description ? name(g.description, 1000) : ""], ["Object id", mono(g.id)], ["Created", time(g.createdDateTime)], ["Members, through groups too", count(members, "member")]])}
        ${mine.may("groups/delete", on)
          ? this.asking === "delete"
            ? html`<p class="row">Its members lose what it gives them. <fluent-button appearance="primary" id="confirm-delete" @click=${this.erase}>Delete</fluent-button><fluent-button @click=${() => (this.asking = "")}>Keep</fluent-button></p>`
            : html`<p><fluent-button id="delete" @click=${() => (this.asking = "delete")}>${icon("delete")} Delete the group</fluent-button></p>`
          : nothing}</section>
      <section aria-labelledby="nesting"><h2 id="nesting">How it is nested</h2>
        ${above.length || below.length
          ? html`<div class="nesting">
              <div><p class="step-head">It is in</p>${above.length ? this.tree(above) : html`<p class="soft">no group</p>`}</div>
              <div class="step good"><span class="step-head">This group</span><span class="step-name">${name(g.displayName, 60)}</span></div>
              <div><p class="step-head">It holds</p>${below.length ? this.tree(below) : html`<p class="soft">no group</p>`}</div></div>`
          : empty("Not nested", html`<p>It is in no group and holds none. A group that is a member gives its members what this group gives.</p>`)}</section>
      <section aria-labelledby="members"><h2 id="members">Members</h2>
        ${mayMembers ? finder("members", "Add a member") : nothing}
        ${this.members.show((list) => (list.length ? rows("members", list, mayMembers) : empty("No members", html`<p>${mayMembers ? "Add somebody by name." : "Its owners and administrators of groups add members."}</p>`)), "Reading members")}</section>
      <section aria-labelledby="owners"><h2 id="owners">Owners</h2>
        ${mayOwners ? finder("owners", "Add an owner") : nothing}
        ${owners.length ? rows("owners", owners, mayOwners) : empty("No owners", html`<p>Administrators of groups look after it.</p>`)}</section>`;
  }

  private tree(nodes: Node[]): TemplateResult {
    return html`<ul class="tree">${nodes.map((n) => html`<li><a class="step" href=${link("/people/groups/" + n.group.id)}><span class="step-name">${name(n.group.displayName, 60)}</span>${n.more ? html`<span class="step-detail soft">and what follows</span>` : nothing}</a>${n.next.length ? this.tree(n.next) : nothing}</li>`)}</ul>`;
  }

  private erase = async (): Promise<void> => {
    if (!(await this.work.run("The group is deleted", () => graph("/v1.0/groups/" + this.of, { method: "DELETE" })))) return;
    this.pages.reload();
    go("/people/groups");
  };

  private form(): TemplateResult {
    return html`<form class="card" @submit=${this.create}><h2>New group</h2>
      <div class="field"><label for="display-name">Name</label><input id="display-name" name="display-name" type="text" required maxlength="256" autocomplete="off" /></div>
      <div class="field"><label for="description">Description</label><input id="description" name="description" type="text" maxlength="1024" autocomplete="off" /></div>
      <p class="row end"><a class="button" href=${link("/people/groups")}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.work.busy}>Create</button></p></form>`;
  }

  private create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const description = String(form.get("description")).trim();
    let id = "";
    const done = await this.work.run("The group is there", async () => {
      id = (await graph<Group>("/v1.0/groups", { method: "POST", body: { displayName: String(form.get("display-name")).trim(), ...(description && { description }), mailEnabled: false, mailNickname: crypto.randomUUID().slice(0, 8), securityEnabled: true } })).id;
    });
    if (!done) return;
    this.pages.reload();
    go("/people/groups/" + id);
  };
}

customElements.define("kl-groups", Groups);
