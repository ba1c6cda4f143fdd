// The small parts that pages are made of.
import { html, nothing, svg, type TemplateResult } from "lit";
import { ApiError } from "../api/client";
import { config } from "../config";
import { link } from "../router";
import { SignInError } from "../session";
import { icons, type Icon } from "./icons";
import { ago, plain, when, written } from "./text";

export const icon = (name: Icon): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${svg`<path d=${icons[name]}></path>`}</svg>`;

export const loading = (what = "Loading"): TemplateResult =>
  html`<p class="loading" role="status"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${what} …</p>`;

// name shows text that somebody chose.
export const name = (text: unknown, longest?: number): TemplateResult => html`<bdi class="name" title=${String(text ?? "").length > (longest ?? 200) ? plain(text, 1000) : nothing}>${plain(text, longest)}</bdi>`;

export const mono = (text: unknown): TemplateResult => html`<code>${plain(text, 400)}</code>`;

export const time = (at: string | undefined | null): TemplateResult =>
  at && !at.startsWith("0001") ? html`<time datetime=${at} title=${when(at)}>${ago(at)}</time>` : html`<span class="soft">not known</span>`;

export type Tone = "good" | "bad" | "warning" | "plain" | "info";

export const badge = (text: string, tone: Tone = "plain"): TemplateResult => html`<span class="badge ${tone}">${text}</span>`;

// note is a message in the flow of a page.
export const note = (tone: Tone, content: unknown, title?: string): TemplateResult =>
  html`<div class="note ${tone}" role=${tone === "bad" ? "alert" : "note"}>
    ${icon(tone === "good" ? "checkmark" : tone === "bad" ? "prohibited" : tone === "warning" ? "warning" : "info")}
    <div>${title ? html`<strong>${title}</strong>` : nothing}<div>${content}</div></div>
  </div>`;

// failure shows what went wrong: the server's own text, its id, and what to do.
export function failure(error: unknown, again?: () => void): TemplateResult {
  const retry = again ? html`<p><fluent-button size="small" @click=${again}>Try again</fluent-button></p>` : nothing;
  if (error instanceof ApiError)
    return note(
      "bad",
      html`<p class="message">${plain(error.message, 2000)}</p>
        ${error.decision ? html`<p><a href=${link("/why/" + error.decision)}>Why was this refused?</a> <span class="soft">or type</span> <code>keyless explain ${error.decision}</code></p>` : nothing}
        ${error.requestId ? html`<p class="soft">Request id <code>${error.requestId}</code></p>` : nothing}
        ${retry}`,
      error.status ? (String(error.status) === error.code ? error.code : `${error.status} ${error.code}`) : "No answer",
    );
  if (error instanceof SignInError)
    return note("bad", html`<p class="message">${plain(error.message, 2000)}</p>
      ${error.number ? html`<p><a href="${config.login}/error?code=${error.number}">What AADSTS${error.number} means and what to do</a></p>` : nothing}${retry}`, error.number ? `AADSTS${error.number}` : error.code);
  return note("bad", html`<p class="message">${plain(error instanceof Error ? error.message : error, 2000)}</p>${retry}`);
}

export const empty = (title: string, content: unknown): TemplateResult =>
  html`<div class="empty"><p class="empty-title">${title}</p><div>${content}</div></div>`;

export interface Column<T> {
  head: string;
  cell(row: T): unknown;
  wide?: boolean;
  hideHead?: boolean; // for columns of buttons
}

// table shows rows. label names it for people who do not see it.
export const table = <T>(label: string, columns: Column<T>[], rows: T[]): TemplateResult =>
  html`<div class="table" role="group" aria-label=${label} tabindex="0">
    <table>
      <thead><tr>${columns.map((c) => html`<th scope="col" class=${c.wide ? "wide" : nothing}>${c.hideHead ? html`<span class="unseen">${c.head}</span>` : c.head}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${columns.map((c) => html`<td class=${c.wide ? "wide" : nothing}>${c.cell(row)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;

// facts is a list of names and values.
export const facts = (rows: [string, unknown][]): TemplateResult =>
  html`<dl class="facts">${rows.filter(([, value]) => value !== undefined && value !== "").map(([head, value]) => html`<div><dt>${head}</dt><dd>${value}</dd></div>`)}</dl>`;

// copied tells of what was put on the clipboard; the application shows it.
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  toast("Copied");
}

export interface Toast {
  text: string;
  undo?: () => void | Promise<void>;
}

export const toast = (text: string, undo?: Toast["undo"]): void => {
  dispatchEvent(new CustomEvent<Toast>("keyless-toast", { detail: undo ? { text, undo } : { text } }));
};

// code is text to copy. label says what it is. What cannot be seen is written out, and copied as it is.
export const code = (text: string, label: string): TemplateResult =>
  html`<div class="code">
    <pre tabindex="0" role="group" aria-label=${label}><code>${written(text, "\n\t")}</code></pre>
    <fluent-button size="small" appearance="subtle" class="copy" title="Copy" @click=${() => copy(text)}>${icon("copy")} Copy</fluent-button>
  </div>`;

// subscriptionNames are the names of subscriptions, by id, as far as they are known.
export const subscriptionNames = new Map<string, string>();

// scopeName is the last name of a scope, and its kind.
export function scopeName(scope: string): { name: string; kind: string } {
  const parts = scope.split("/").filter(Boolean);
  if (parts.length === 0) return { name: "Root", kind: "root" };
  const last = parts.at(-1)!;
  if (parts.length === 2 && parts[0]!.toLowerCase() === "subscriptions") return { name: subscriptionNames.get(last.toLowerCase()) ?? last, kind: "subscription" };
  if (parts.length === 4 && parts[2]!.toLowerCase() === "resourcegroups") return { name: last, kind: "resource group" };
  if (parts.at(-2)!.toLowerCase() === "managementgroups") return { name: last, kind: "management group" };
  const kinds: Record<string, string> = { accounts: "resource", projects: "project", deployments: "deployment" };
  return { name: last, kind: kinds[parts.at(-2)!.toLowerCase()] ?? "resource" };
}
