// A decision as a picture: who, through which groups, by which assignment, in which role, may do what; what is missing is
// marked, and below it what came close and why it did not count.
import { html, nothing, type TemplateResult } from "lit";
import type { Explanation, Match } from "../api/arm";
import { badge, icon, mono, name, scopeName } from "./parts";
import { principalIcon } from "./find";
import { same } from "./text";

export interface Story {
  allowed: boolean;
  explanation: Explanation;
  who: { name: string; type: string; id: string };
  action: string;
  data: boolean;
  scope: string;
  names: Record<string, string>;
}

type Look = "good" | "bad" | "missing" | "";

const box = (look: Look, head: string, content: unknown, detail: unknown = nothing): TemplateResult =>
  html`<li class="step ${look}"><span class="step-head">${head}</span><span class="step-name">${content}</span>${detail === nothing ? nothing : html`<span class="step-detail">${detail}</span>`}</li>`;

const place = (scope: string): TemplateResult => {
  const at = scopeName(scope);
  return html`at ${at.kind} ${at.kind === "root" ? nothing : name(at.name, 60)}`;
};

export function explain(s: Story): TemplateResult {
  const e = s.explanation;
  const named = (id: string): string => s.names[id] ?? id;
  const grant = e.because.grant;
  const near = (e.near ?? []).filter((m) => m.whyNot);
  const best = grant ?? near[0];
  const deny = e.deny;
  const shown = name(s.who.name || s.who.id, 80);
  return html`
    <ol class="path" aria-label="How it was decided">
      ${box("", "Principal", html`${principalIcon(s.who)} ${shown}`, s.who.type ? s.who.type.replace("ServiceP", "Service p").toLowerCase() : nothing)}
      ${(best?.via ?? []).slice().reverse().map((id) => box("", "Group", html`${icon("people")} ${name(named(id), 80)}`))}
      ${best
        ? box(grant ? "good" : "", "Role assignment", html`${name(best.role, 80)}`, place(best.assignment.scope))
        : box("missing", "Role assignment", "None that comes near", html`for this action at this scope`)}
      ${best ? box(grant ? "good" : "bad", "Counts here", grant ? "Yes" : "No", grant ? (grant.assignment.condition ? "its condition holds" : nothing) : html`${best.whyNot}`) : nothing}
      ${deny ? box("bad", "Deny assignment", name(deny.displayName ?? "", 80), deny.scope ? place(deny.scope) : nothing) : nothing}
      ${box(s.allowed ? "good" : "bad", s.data ? "Data action" : "Action", mono(shortAction(s.action)), html`${s.allowed ? badge("allowed", "good") : badge("refused", "bad")}`)}
    </ol>
    ${e.groups?.length
      ? html`<p class="soft">Groups considered: ${e.groups.slice(0, 20).map((g, i) => html`${i ? ", " : ""}${name(named(g.group), 60)}${g.path.length > 1 ? html` (through ${g.path.slice(0, -1).map((id, n) => html`${n ? " in " : ""}${name(named(id), 60)}`)})` : nothing}`)}${e.groups.length > 20 ? ` and ${e.groups.length - 20} more` : ""}</p>`
      : nothing}
    ${!s.allowed && near.length ? nearMisses(near, named, e.more ?? 0) : nothing}`;
}

function nearMisses(near: Match[], named: (id: string) => string, more: number): TemplateResult {
  return html`<p class="subhead">What came close</p>
    <ul class="near">${near.slice(0, 10).map(
      (m) => html`<li><strong>${name(m.role, 80)}</strong> ${place(m.assignment.scope)}${(m.via ?? []).map((id, i) => html`${i ? " in " : ", through "}${name(named(id), 60)}`)}<br /><span class="bad-text">Does not count: ${m.whyNot}</span></li>`,
    )}</ul>
    ${near.length > 10 || more ? html`<p class="soft">and ${Math.max(near.length - 10, 0) + more} more</p>` : nothing}`;
}

// shortAction leaves the provider out, where it is the usual one.
export const shortAction = (action: string): string =>
  same(action.slice(0, 37), "Microsoft.CognitiveServices/accounts/") ? "…/" + action.slice(37) : action;
