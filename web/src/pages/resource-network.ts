// From where an account may be called.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { accountType, may, versions, type Item } from "../api/arm";
import { arm } from "../api/client";
import { failure, note, toast } from "../ui/parts";
import { Load, View } from "../ui/view";

const write = accountType + "/write";

class Network extends View {
  static override properties = { account: { attribute: false }, error: { state: true }, busy: { state: true } };
  declare account: Item;
  error?: unknown;
  busy = false;
  private readonly mine = new Load<Record<string, boolean>>(this);
  private asked = "";

  protected override willUpdate(_: PropertyValues): void {
    if (this.account.id === this.asked) return;
    this.asked = this.account.id;
    void this.mine.run(() => may(this.account.id, write));
  }

  private save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const rules = String(form.get("rules")).split(/\s+/).filter(Boolean).map((value) => ({ value }));
    this.busy = true;
    this.error = undefined;
    try {
      await arm(this.account.id, versions.cognitive, {
        method: "PATCH",
        body: { properties: { publicNetworkAccess: form.get("public"), networkAcls: { defaultAction: form.get("default"), ipRules: rules, virtualNetworkRules: this.account.properties?.networkAcls?.virtualNetworkRules ?? [] } } },
      });
      toast("The rules are in force");
      this.dispatchEvent(new Event("changed"));
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
  };

  protected override render(): TemplateResult {
    const p = this.account.properties ?? {};
    const rules: string[] = (p.networkAcls?.ipRules ?? []).map((r: { value: string }) => r.value);
    const option = (value: string, label: string, now: string): TemplateResult => html`<option value=${value} ?selected=${value === now}>${label}</option>`;
    return html`${this.error ? failure(this.error) : nothing}${this.mine.show((mine) => html`<form class="card" @submit=${this.save}>
      ${note("info", "A caller from an address that no rule allows is answered 403 before its token is looked at. Roles and keys do not help.")}
      <div class="field"><label for="public">Public network</label><select id="public" name="public" ?disabled=${!mine[write]}>${option("Enabled", "Open, as the rules say", p.publicNetworkAccess ?? "Enabled")}${option("Disabled", "Closed to everybody", p.publicNetworkAccess ?? "Enabled")}</select></div>
      <div class="field"><label for="default">Addresses that no rule names</label><select id="default" name="default" ?disabled=${!mine[write]}>${option("Allow", "May call", p.networkAcls?.defaultAction ?? "Allow")}${option("Deny", "May not call", p.networkAcls?.defaultAction ?? "Allow")}</select></div>
      <div class="field"><label for="rules">Addresses that may call, one a line</label><textarea id="rules" name="rules" rows="5" spellcheck="false" placeholder="203.0.113.7 or 203.0.113.0/24" ?readonly=${!mine[write]} .value=${rules.join("\n")}></textarea></div>
      ${mine[write] ? html`<p class="row end"><button class="button primary" type="submit" ?disabled=${this.busy}>Save</button></p>` : nothing}</form>`)}`;
  }
}

customElements.define("kl-network", Network);
