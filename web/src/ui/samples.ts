// Code to copy, for one deployment: a library, a language, the text.
import { html, type TemplateResult } from "lit";
import { languagesOf, libraries, sample, type Language, type Library, type Target } from "../samples";
import { code } from "./parts";
import { View } from "./view";

class Samples extends View {
  static override properties = { target: { attribute: false }, library: { state: true }, language: { state: true } };
  declare target: Target;
  library: Library = "inference";
  language: Language = "Python";

  protected override render(): TemplateResult {
    const languages = languagesOf(this.library);
    const language = languages.includes(this.language) ? this.language : "REST";
    return html`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${(Object.keys(libraries) as Library[]).map(
          (l) => html`<button type="button" aria-pressed=${l === this.library} @click=${() => (this.library = l)}>${libraries[l]}</button>`,
        )}</div>
        <div class="segments" role="group" aria-label="Language">${languages.map(
          (l) => html`<button type="button" aria-pressed=${l === language} @click=${() => (this.language = l)}>${l}</button>`,
        )}</div>
      </div>
      ${code(sample(this.library, language, this.target), `${libraries[this.library]}, ${language}`)}`;
  }
}

customElements.define("kl-samples", Samples);
