// Values over time as lines, with the table behind them and the same as CSV.
import { html, nothing, type TemplateResult } from "lit";
import uPlot from "uplot";
import { download } from "./download";
import { name, table } from "./parts";
import { plain, when } from "./text";
import { View } from "./view";

export interface Line {
  label: string;
  values: (number | null)[];
}

export interface Lines {
  title: string;
  note?: string; // what one would miss, as why it is not split
  unit: string; // "" for counts
  times: number[]; // seconds since 1970
  lines: Line[];
}

const height = 220;
const longest = 500; // rows of the table; the file has all
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const shown = (value: number | null, unit: string): string => (value === null ? "" : number.format(value) + (unit && " " + unit));

// alone are the places of values between two that are not there, which no line would show.
const alone = (values: (number | null)[]): number[] =>
  values.flatMap((value, i) => (value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null ? [i] : []));

class Plot extends View {
  static override properties = { lines: { attribute: false } };
  declare lines: Lines;
  private drawn?: uPlot | undefined;
  private readonly size = new ResizeObserver(() => this.drawn?.setSize({ width: this.width(), height }));
  // In the next frame: to read colours while the theme changes makes other elements keep the old ones.
  private readonly repaint = (): void => void requestAnimationFrame(() => this.isConnected && this.draw());

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keyless-theme", this.repaint);
    this.size.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keyless-theme", this.repaint);
    this.size.disconnect();
    this.drawn?.destroy();
    this.drawn = undefined;
  }

  private width = (): number => Math.max(this.querySelector(".plot")?.clientWidth ?? 0, 200);

  protected override updated(): void {
    this.draw();
  }

  private draw(): void {
    this.drawn?.destroy();
    this.drawn = undefined;
    const place = this.querySelector<HTMLElement>(".plot");
    if (!place) return;
    const colour = (selector: string): string => getComputedStyle(this.querySelector(selector) ?? this).color;
    const axis = { stroke: colour(".plot"), grid: { stroke: colour(".plot-grid"), width: 1 }, ticks: { show: false } };
    this.drawn = new uPlot(
      {
        width: this.width(),
        height,
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { y: { range: (_, __, high) => [0, high > 0 ? high * 1.1 : 1] } },
        axes: [axis, { ...axis, size: 64, values: (_, all) => all.map((v) => shown(v, this.lines.unit)) }],
        series: [{}, ...this.lines.lines.map((line, i) => ({ label: line.label, stroke: colour(`.series-${i % 8}`), width: 2, points: { show: true, size: 5, filter: (_: uPlot, at: number) => alone(this.lines.lines[at - 1]!.values) }, spanGaps: false }))],
      },
      [this.lines.times, ...this.lines.lines.map((l) => l.values)],
      place,
    );
  }

  private save = (): void => {
    const { title, times, lines } = this.lines;
    download(title.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".csv", [["time", ...lines.map((l) => l.label)], ...times.map((at, i) => [new Date(at * 1000).toISOString(), ...lines.map((l) => l.values[i] ?? "")])]);
  };

  protected override render(): TemplateResult {
    const { title, note, unit, times, lines } = this.lines;
    const rows = times.map((at, i) => ({ at, i })).filter(({ i }) => lines.some((l) => l.values[i])).reverse();
    return html`${note ? html`<p class="soft">${note}</p>` : nothing}
      <ul class="legend" aria-label="Lines of ${title}">${lines.map((l, i) => html`<li><span class="swatch series-${i % 8}" aria-hidden="true"></span>${name(l.label, 60)}</li>`)}</ul>
      <div class="plot" aria-hidden="true"></div><span class="plot-grid" aria-hidden="true"></span>
      <details><summary>Table of ${title.toLowerCase()}</summary>
        ${rows.length === 0 ? html`<p class="soft">There was nothing in this time.</p>` : nothing}
        ${rows.length
          ? table<{ at: number; i: number }>(title, [{ head: "Time", cell: (r) => html`<span class="whole">${when(new Date(r.at * 1000))}</span>` }, ...lines.map((l) => ({ head: plain(l.label, 60), cell: (r: { at: number; i: number }) => shown(l.values[r.i] ?? null, unit) }))], rows.slice(0, longest))
          : nothing}
        ${rows.length > longest ? html`<p class="soft">The first ${longest} of ${rows.length} rows; the file has all.</p>` : nothing}
      </details>
      <p><fluent-button size="small" @click=${this.save} aria-label="Download ${title.toLowerCase()} as CSV">CSV</fluent-button></p>`;
  }
}

customElements.define("kl-plot", Plot);
