import { clock, figure, moments, nearest, readSeries, rows, runs, ticks } from "../lib/chart.js";
import { absolute } from "../lib/format.js";
import { html } from "../lib/html.js";
import { View } from "../lib/view.js";

/** What the keys do to the place that is read. @type {Record<string, number>} */
const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
const frame = { height: 170, left: 56, right: 8, top: 8, bottom: 22 };

/**
 * What is drawn; times as RFC 3339, `step` in seconds.
 * @typedef {{chart: API.MetricChart, from: string, to: string, step: number}} ChartData
 * @typedef {import("../lib/chart.js").Series} Series
 * @typedef {import("../lib/chart.js").Row} Row
 */

/**
 * @typedef {{
 *     chart: API.MetricChart | null,
 *     from: number,
 *     to: number,
 *     step: number,
 *     index: number,
 *     width: number,
 * }} State
 */

/**
 * `<line-chart>` draws one MetricChart, given as the property `chart` with `from` and `to` (RFC 3339) and `step`
 * (seconds). The pointer or the arrow keys read values; the same figures stand in a table behind it.
 * @extends {View<State>}
 */
export class LineChart extends View {
    /** @type {State} */
    state = { chart: null, from: 0, to: 0, step: 60, index: -1, width: 560 };

    /** @param {ChartData} data */
    set data({ chart, from, to, step }) {
        Object.assign(this.state, { chart, from: Date.parse(from), to: Date.parse(to), step: step * 1000, index: -1 });
        this.update();
    }

    started() {
        // A unit of the drawing is a pixel, so that its words stay readable on a phone.
        const observer = new ResizeObserver(() => this.#measured());
        observer.observe(this);
        this.cleanup(() => observer.disconnect());
        this.addEventListener("pointermove", (event) => this.#pointed(event));
        this.addEventListener("pointerleave", () => this.set({ index: -1 }));
        this.addEventListener("keydown", (event) => this.#pressed(event));
    }

    // Callbacks

    #measured() {
        const width = Math.max(240, Math.round(this.clientWidth));
        if (width !== this.state.width) this.set({ width });
    }

    get #size() {
        return { ...frame, width: this.state.width };
    }

    /** @param {PointerEvent} event */
    #pointed(event) {
        const box = this.querySelector("svg")?.getBoundingClientRect();
        if (!box || !isInDrawing(event)) return;
        const size = this.#size;
        const x = ((event.clientX - box.left) / box.width) * size.width;
        const { from, to } = this.state;
        const share = (x - size.left) / (size.width - size.left - size.right);
        const index = nearest(this.#rows, from + share * (to - from));
        if (index !== this.state.index) this.set({ index });
    }

    /** @param {KeyboardEvent} event */
    #pressed(event) {
        const move = moves[event.key];
        if (move === undefined || !isInDrawing(event)) return;
        event.preventDefault();
        const last = this.#rows.length - 1;
        const start = this.state.index < 0 ? (move < 0 ? last + 1 : -1) : this.state.index;
        this.set({ index: Math.max(0, Math.min(last, start + move)) });
    }

    // Markup

    get #rows() {
        return this.state.chart ? rows(readSeries(this.state.chart)) : [];
    }

    template() {
        const { chart } = this.state;
        if (!chart) return html``;
        const series = readSeries(chart);
        const id = `chart-${chart.id}`;
        if (chart.problem) {
            return html`
                <figure>
                    <figcaption id="${id}">${chart.title}</figcaption>
                    <p class="secondary unknown">Unknown: ${chart.problem}</p>
                </figure>
            `;
        }
        const all = rows(series);
        if (all.length === 0) {
            return html`
                <figure>
                    <figcaption id="${id}">${chart.title}</figcaption>
                    <p class="secondary unknown">Nothing was measured in this time.</p>
                </figure>
            `;
        }
        return html`<figure><figcaption id="${id}">${chart.title}</figcaption>
            ${this.#drawing(chart, series, all)}${this.#legend(chart, series, all)}${
            this.#table(chart, series, all)
        }</figure>`;
    }

    /**
     * @param {API.MetricChart} chart
     * @param {Series[]} series
     * @param {Row[]} all
     */
    #drawing(chart, series, all) {
        const id = `chart-${chart.id}`;
        const { from, to, step, index } = this.state;
        const size = this.#size;
        const places = size.width < 420 ? 3 : 5;
        const marks = ticks(Math.max(...all.flatMap(({ values }) => values.filter(isMeasured))));
        const top = marks[marks.length - 1];
        const x = (/** @type {number} */ at) =>
            size.left + ((at - from) / (to - from)) * (size.width - size.left - size.right);
        const y = (/** @type {number} */ value) =>
            size.height - size.bottom - (value / top) * (size.height - size.top - size.bottom);
        const point = (/** @type {import("../lib/chart.js").Point} */ { at, value }) =>
            `${x(at).toFixed(1)},${y(value).toFixed(1)}`;
        const line = (/** @type {Series["points"]} */ points, /** @type {number} */ number) =>
            runs(points, step).map((
                run,
            ) => (run.length === 1
                ? html`<circle class="series-${number}" cx="${x(run[0].at).toFixed(1)}" cy="${
                    y(run[0].value).toFixed(1)
                }" r="2.500" />`
                : html`<polyline class="series-${number}" points="${run.map(point).join(" ")}" />`)
            );
        const read = index >= 0 ? all[index] : null;
        return html`
            <svg class="chart" viewBox="0 0 ${size.width} ${size.height}" role="img" tabindex="0"
                aria-labelledby="${id}" aria-describedby="${id}-read">
                        ${marks.map((mark) =>
                            html`
                                <line class="grid" x1="${size.left}" x2="${size.width - size.right}"
                                    y1="${y(mark)}" y2="${y(mark)}" />
                                <text x="${size.left - 6}" y="${y(mark) + 4}"
                                    text-anchor="end">${figure(mark, chart.unit)}</text>
                            `
                        )}
                        ${moments(from, to, places).map((at, place) =>
                            html`
                                <text x="${x(at)}" y="${size.height - 6}"
                                    text-anchor="${place === 0
                                        ? "start"
                                        : place === places - 1
                                        ? "end"
                                        : "middle"}">${clock(at, to - from)}</text>
                            `
                        )}
                        ${series.map(({ points }, number) => line(points, number))}
                        ${read && html`
                            <line class="reading" x1="${x(read.at)}" x2="${x(read.at)}" y1="${size.top}"
                                y2="${size.height - size.bottom}" />${read.values.map((value, number) =>
                                    value !== null &&
                                    html`<circle class="series-${number} mark" cx="${x(read.at)}" cy="${
                                        y(value)
                                    }" r="3.500" />`
                                )}
                        `}
                        </svg>
        `;
    }

    /**
     * The values under the pointer, else the newest.
     * @param {API.MetricChart} chart
     * @param {Series[]} series
     * @param {Row[]} all
     */
    #legend(chart, series, all) {
        const { index } = this.state;
        const read = all[index] ?? all[all.length - 1];
        return html`<p class="legend" id="chart-${chart.id}-read" aria-live="${index >= 0 ? "polite" : "off"}">
            <span class="secondary tabular">${absolute(new Date(read.at).toISOString()).slice(0, 16)}${
            index < 0 ? " (newest)" : ""
        }</span>
            ${
            series.map(({ name }, number) =>
                html`<span class="tabular"><span class="swatch series-${number}"></span>${name}
                <strong>${figure(read.values[number], chart.unit)}</strong></span>`
            )
        }</p>`;
    }

    /**
     * @param {API.MetricChart} chart
     * @param {Series[]} series
     * @param {Row[]} all
     */
    #table(chart, series, all) {
        return html`
            <details class="chart-table">
                <summary>Table</summary>
                <div class="table-wrap">
                    <table>
                        <thead>
                            <tr><th scope="col">Time (UTC)</th>${series.map(({ name }) =>
                                html`<th scope="col" class="number">${name}</th>`
                            )}
                        </tr>
                        </thead>
                        <tbody>${[...all].reverse().map(({ at, values }) =>
                            html`<tr>
                <th scope="row">${absolute(new Date(at).toISOString()).slice(0, 16)}</th>
                ${values.map((value) => html`<td class="number">${figure(value, chart.unit)}</td>`)}</tr>`
                        )}</tbody>
                    </table>
                </div>
            </details>
        `;
    }
}

/**
 * Whether an event comes from the drawing.
 * @param {Event} event
 */
function isInDrawing(event) {
    return event.target instanceof Element && event.target.closest("svg") !== null;
}

/**
 * @param {number | null} value
 * @returns {value is number}
 */
const isMeasured = (value) => value !== null;
