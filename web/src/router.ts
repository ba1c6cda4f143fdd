// The address of a page is the part behind the hash, #/page/… ?name=value, so that everything has a link of its own and
// the server never sees it.
import type { TemplateResult } from "lit";

export interface Route {
  path: string; // without the hash, as /access/subscriptions/…
  rest: string; // what follows the page's own path, as /subscriptions/…
  query: URLSearchParams;
}

export interface Page {
  path: string; // as /access: what the address begins with
  title: string;
  nav?: { label: string; icon: string; group?: string }; // an entry of the menu
  render(route: Route): TemplateResult; // an element whose properties come from the route
}

export const current = (): { path: string; query: URLSearchParams } => {
  const [path = "", query = ""] = location.hash.slice(1).split("?", 2);
  return { path: path || "/home", query: new URLSearchParams(query) };
};

// link is the address of a page, for href. Values that are "" are left out.
export function link(path: string, query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
  const text = new URLSearchParams(given).toString();
  return "#" + path.split("/").map((part) => encodeURIComponent(decoded(part))).join("/") + (text ? "?" + text : "");
}

export const go = (path: string, query?: Record<string, string | undefined>): void => {
  location.hash = link(path, query);
};

// setQuery changes parameters of the address without a step in the history.
export function setQuery(change: Record<string, string | undefined>): void {
  const { path, query } = current();
  for (const [name, value] of Object.entries(change)) value ? query.set(name, value) : query.delete(name);
  history.replaceState(null, "", link(path, Object.fromEntries(query)));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

// match finds the page of an address: the one with the longest path that it begins with.
export function match(pages: Page[]): { page: Page; route: Route } | undefined {
  const { path, query } = current();
  const page = pages.filter((p) => path === p.path || path.startsWith(p.path + "/")).sort((a, b) => b.path.length - a.path.length)[0];
  if (!page) return undefined;
  const rest = path.slice(page.path.length).split("/").map(decoded).join("/");
  return { page, route: { path, rest, query } };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
