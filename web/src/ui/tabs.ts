// Tabs by the ARIA pattern. Each is a link, so that it has an address and opens in a window of its own. Arrow keys, Home and
// End move between tabs; Enter and Space choose one. They do not choose by moving, because what a tab shows is fetched.
import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";

export interface Tab {
  id: string;
  label: string;
  href: string;
}

const steps: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function move(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = all.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const step = steps[event.key];
  if (step) all[step(at, all.length)]!.focus();
  else if (event.key === " ") all[at]!.click();
  else return;
  event.preventDefault();
}

// reveal scrolls the chosen tab into view, where the list is wider than the window.
const reveal = (tab?: Element): void => void (tab && requestAnimationFrame(() => tab.scrollIntoView({ block: "nearest", inline: "nearest" })));

// tabs shows a list of tabs and the panel of the chosen one. label names the list for people who do not see it.
export const tabs = (label: string, all: Tab[], chosen: string, panel: unknown): TemplateResult => html`
  <div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>${all.map(
    (t) => html`<a role="tab" id="tab-${t.id}" href=${t.href} aria-selected=${t.id === chosen ? "true" : "false"} aria-controls="tab-panel" tabindex=${t.id === chosen ? 0 : -1} ${t.id === chosen ? ref(reveal) : nothing}>${t.label}</a>`,
  )}</div>
  <div id="tab-panel" class="tab-panel" role="tabpanel" aria-labelledby="tab-${chosen}" tabindex="0">${panel}</div>`;
