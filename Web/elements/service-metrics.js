import { api } from "../lib/api.js";
import { figure } from "../lib/chart.js";
import { html } from "../lib/html.js";
import { facts, problemBox, refreshButton, skeleton, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** @type {[Range, string][]} */
const ranges = [["1h", "1 hour"], ["6h", "6 hours"], ["1d", "1 day"], ["7d", "7 days"]];
/**
 * Seconds between two points.
 * @type {Record<string, number>}
 */
const steps = { "1h": 60, "6h": 180, "1d": 600, "7d": 3600 };

/** @typedef {import("../lib/api.js").MetricRange} Range */

/**
 * @typedef {{
 *     range: Range,
 *     metrics: API.ServiceMetrics | null,
 *     problem: Problem | null,
 *     busy: boolean,
 * }} State
 */

/**
 * `<service-metrics region="…" name="…">`: charts of a service, and what its engine says of itself.
 * @extends {View<State>}
 */
export class ServiceMetrics extends View {
    /** @type {State} */
    state = { range: "1h", metrics: null, problem: null, busy: false };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        range: (button) => this.#choose(/** @type {Range} */ (button.dataset.range)),
    };

    /** What each chart shows: the same figures are not drawn again. */
    #shown = new WeakMap();

    started() {
        this.every(30_000, () => !document.hidden && !this.state.problem && this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    /** @param {Range} range */
    #choose(range) {
        this.set({ range, metrics: null });
        this.#load();
    }

    async #load() {
        const { range } = this.state;
        this.set({ busy: true });
        try {
            const metrics = await api.metrics(this.given("region"), this.given("name"), range);
            if (range === this.state.range) this.set({ metrics, problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    rendered() {
        const { metrics } = this.state;
        if (!metrics) return;
        for (const chart of metrics.charts) {
            const element = this.find("line-chart", `#metric-${chart.id}`);
            if (this.#shown.get(element) !== metrics) {
                this.#shown.set(element, metrics);
                element.data = { chart, from: metrics.from, to: metrics.to, step: steps[metrics.range] };
            }
        }
    }

    template() {
        const { range, metrics, problem, busy } = this.state;
        return html`<div class="row spread"><div class="segments" role="group" aria-label="Time range">
            ${
            ranges.map(([value, word]) =>
                html`
                    <button type="button" data-click="range" data-range="${value}"
                        aria-pressed="${String(value === range)}">${word}</button>
                `
            )
        }</div>
            <span class="space"></span>${
            metrics && metrics.lagSeconds > 0 && html`<span class="secondary">Google's figures are behind
                by about ${Math.round(metrics.lagSeconds / 60)} min.</span>`
        }${refreshButton(busy)}</div>
            ${problemBox(problem, { retry: "refresh" })}${metrics ? this.#content(metrics) : !problem && skeleton(6)}`;
    }

    /** @param {API.ServiceMetrics} metrics */
    #content({ charts, engine, engineNote }) {
        return html`<div class="cards charts">${
            charts.map(({ id }) =>
                html`
                    <section class="card" data-key="card-${id}">
                        <line-chart id="metric-${id}"></line-chart>
                    </section>
                `
            )
        }
            <section class="card" aria-labelledby="engine-title"><div class="card-head"><h2 id="engine-title">The engine
                now</h2>${engine && html`<span class="secondary">${time(engine.at)}</span>`}</div>
            ${
            engine && facts([
                ["Requests running", shown(engine.running, "1")],
                ["Requests waiting", shown(engine.waiting, "1")],
                ["Cache in use", shown(engine.cacheUse, "share")],
                ["Tokens read", shown(engine.promptTokens, "1")],
                ["Tokens generated", shown(engine.generatedTokens, "1")],
                ["Preemptions", shown(engine.preemptions, "1")],
                ["Mean time to first token", shown(engine.meanFirstToken, "s")],
                ["Mean time between tokens", shown(engine.meanTokenGap, "s")],
            ])
        }${engine && html`<p class="secondary">Of the instance that answered, since it started.</p>`}
            ${engineNote && html`<p class="secondary">${engineNote}</p>`}</section></div>`;
    }
}

/**
 * @param {Maybe<number>} value
 * @param {string} unit
 */
const shown = (
    value,
    unit,
) => (value === undefined || value === null ? null : unit === "s" ? figure(value * 1000, "ms") : figure(value, unit));
