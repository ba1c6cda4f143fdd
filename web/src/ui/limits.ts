// What is left of limits a minute, and how the servers behind deployments are.
import { html, nothing, type TemplateResult } from "lit";
import type { Backing, Left, Limit } from "../api/metrics";
import { badge, name, table } from "./parts";

const bar = (label: string, left: Left | undefined): TemplateResult | typeof nothing =>
  left
    ? html`<span class="row tight"><meter min="0" max=${left.limit} value=${Math.min(Math.max(left.limit - left.remaining, 0), left.limit)} aria-label=${label}></meter>
        <span>${left.remaining.toLocaleString()} of ${left.limit.toLocaleString()} left</span></span>`
    : html`<span class="soft">no limit</span>`;

export const limits = (all: Limit[]): TemplateResult =>
  table<Limit>("What is left a minute", [
    { head: "Deployment", cell: (l) => name(l.deployment, 60) },
    { head: "Tokens a minute", cell: (l) => bar(`Tokens used of ${l.deployment.slice(0, 60)}`, l.tokens) },
    { head: "Requests a minute", cell: (l) => bar(`Requests used of ${l.deployment.slice(0, 60)}`, l.requests) },
  ], all);

export const servers = (b: Backing | undefined): TemplateResult =>
  !b
    ? html`<span class="soft">not known</span>`
    : b.problem
      ? html`${badge("nothing behind it", "bad")} <span class="soft">${name(b.problem, 300)}</span>`
      : html`<span class="list">${b.servers.map((s) => html`<span>${name(s.name, 60)} ${badge(s.health, s.health === "healthy" ? "good" : s.health === "resting" ? "warning" : "bad")}</span>`)}</span>`;
