// Code to copy, for one deployment: a library, a language, the text.
import { html, type TemplateResult } from "lit";
import { call, calls, languages, libraries, sample, type Call, type Language, type Library, type Target } from "../samples";
import { code } from "./parts";
import { View } from "./view";

class Samples extends View {
  static override properties = { target: { attribute: false }, library: { state: true }, language: { state: true } };
  declare target: Target;
  library: Library = "inference";
  language: Language = "Python";

  protected override render(): TemplateResult {
    const { library, language } = this;
    return html`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${(Object.keys(libraries) as Library[]).map(
          (l) => html`<button type="button" aria-pressed=${l === library} @click=${() => (this.library = l)}>${libraries[l]}</button>`,
        )}</div>
        <div class="segments" role="group" aria-label="Language">${languages.map(
          (l) => html`<button type="button" aria-pressed=${l === language} @click=${() => (this.language = l)}>${l}</button>`,
        )}</div>
      </div>
      ${code(sample(library, language, this.target), `${libraries[library]}, ${language}`)}`;
  }
}

// Same shows one call as code.
class Same extends View {
  static override properties = { endpoint: {}, body: { attribute: false }, language: { state: true } };
  declare endpoint: string;
  declare body: object;
  language: Call = "curl";

  protected override render(): TemplateResult {
    return html`<div class="choices"><div class="segments" role="group" aria-label="Language">${calls.map(
        (l) => html`<button type="button" aria-pressed=${l === this.language} @click=${() => (this.language = l)}>${l}</button>`,
      )}</div></div>
      ${code(call(this.language, this.endpoint, this.body), "The same call, " + this.language)}`;
  }
}

customElements.define("kl-samples", Samples);
customElements.define("kl-same-call", Same);
