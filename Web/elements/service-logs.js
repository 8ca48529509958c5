import { api } from "../lib/api.js";
import { follow } from "../lib/follow.js";
import { absolute } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { options, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";
import { Windowed } from "../lib/windowed.js";

const severities = [["", "All severities"], ["INFO", "Info and above"], ["WARNING", "Warning and above"], [
    "ERROR",
    "Error and above",
]];
const spans = [["15m", "15 minutes"], ["1h", "1 hour"], ["1d", "1 day"], ["7d", "7 days"]];
const keep = 3000;

/**
 * @typedef {{
 *     lines: API.LogLine[] | null,
 *     waiting: API.LogLine[],
 *     older: string | null,
 *     severity: string,
 *     text: string,
 *     since: string,
 *     revision: string,
 *     paused: boolean,
 *     problem: Problem | null,
 *     busyOlder: boolean,
 *     downloading: boolean,
 * }} State
 */

/**
 * `<service-logs region="…" name="…">`: lines as they come, filtered, paused, paged to older ones, downloaded.
 * @extends {View<State>}
 */
export class ServiceLogs extends View {
    /** @type {State} */
    state = {
        lines: null,
        waiting: [],
        older: null,
        severity: "",
        text: "",
        since: "1d",
        revision: "",
        paused: false,
        problem: null,
        busyOlder: false,
        downloading: false,
    };
    /** @type {Actions} */
    actions = {
        filter: () => this.#filter(),
        search: () => this.#filter(),
        pause: () => this.#pause(),
        older: () => this.#older(),
        download: () => this.#download(),
        retry: () => this.#start(),
    };
    /**
     * The ids of lines that were shown; the oldest are forgotten.
     * @type {Set<string>}
     */
    #known = new Set();
    /** Whether the end is shown, however much comes. */
    #sticks = true;
    #place = 0;
    #windowed = new Windowed(this, { size: 50, scroller: ".logs" });
    /** @type {API.LogLine[]} */
    #fresh = [];
    /** @type {(() => void) | null} */
    #stop = null;

    // Lifecycle

    started() {
        this.#windowed.start();
        this.addEventListener("scroll", () => this.#scrolled(), { capture: true, passive: true });
        this.cleanup(() => this.#stop?.());
        this.every(250, () => this.#flush());
        this.#start();
    }

    rendered() {
        this.#windowed.settle();
        if (this.#sticks) this.#toEnd();
    }

    get #path() {
        const part = encodeURIComponent;
        return `/api/services/${part(this.given("region"))}/${part(this.given("name"))}/logs`;
    }

    get #query() {
        const { severity, text, since, revision } = this.state;
        return { severity, text, since, revision };
    }

    /** Reads the newest page, then follows from there: both bring the same lines, and an id is shown once. */
    async #start() {
        this.#stop?.();
        this.#known.clear();
        this.#fresh = [];
        this.#sticks = true;
        this.set({ lines: null, waiting: [], older: null, problem: null });
        const query = this.#query;
        try {
            const page = await api.logs(this.given("region"), this.given("name"), {
                ...query,
                limit: 200,
            });
            if (!this.isConnected || JSON.stringify(query) !== JSON.stringify(this.#query)) return;
            this.set({ lines: this.#unseen(page.lines), older: page.older ?? null });
        } catch (error) {
            return this.set({ problem: asProblem(error) });
        }
        this.#stop = follow(this.#path, {
            query: { ...query, project: session.project, limit: 200 },
            onEvent: ({ type, data }) => {
                if (type === "line") this.#fresh.push(JSON.parse(data));
                if (type === "problem") this.set({ problem: JSON.parse(data) });
            },
            onProblem: (problem) => this.set({ problem }),
        });
    }

    /** @param {API.LogLine[]} lines */
    #unseen(lines) {
        const unseen = lines.filter(({ id }) => !this.#known.has(id) && this.#known.add(id));
        // A connection that is taken up again repeats the newest lines only.
        for (const id of this.#known) {
            if (this.#known.size <= 2 * keep) break;
            this.#known.delete(id);
        }
        return unseen;
    }

    #flush() {
        const news = this.#unseen(this.#fresh.splice(0));
        if (news.length === 0 || !this.state.lines) return;
        if (this.state.paused) return this.set({ waiting: [...this.state.waiting, ...news].slice(-keep) });
        this.#show(news);
    }

    /**
     * Late lines go where their time puts them.
     * @param {API.LogLine[]} news
     */
    #show(news) {
        const lines = [...this.state.lines ?? [], ...news].sort((
            left,
            right,
        ) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
        this.set({ lines: lines.slice(-keep), waiting: [] });
    }

    #toEnd() {
        const list = this.querySelector(".logs");
        if (list) list.scrollTop = list.scrollHeight;
    }

    /** New lines are followed from the end on, until somebody scrolls up. */
    #scrolled() {
        const list = this.querySelector(".logs");
        if (!list) return;
        const left = list.scrollHeight - list.scrollTop - list.clientHeight;
        if (left < 40) this.#sticks = true;
        else if (list.scrollTop < this.#place) this.#sticks = false;
        this.#place = list.scrollTop;
    }

    // Actions

    #filter() {
        Object.assign(this.state, {
            severity: this.find("select", "#log-severity").value,
            text: this.find("input", "#log-text").value.trim(),
            since: this.find("select", "#log-since").value,
            revision: this.find("input", "#log-revision").value.trim(),
        });
        this.#start();
    }

    #pause() {
        const paused = !this.state.paused;
        this.set({ paused });
        if (!paused) this.#show(this.state.waiting);
    }

    async #older() {
        this.set({ busyOlder: true });
        const { region, name } = { region: this.given("region"), name: this.given("name") };
        try {
            const page = await api.logs(region, name, { ...this.#query, limit: 200, pageToken: this.state.older });
            this.set({ lines: [...this.#unseen(page.lines), ...this.state.lines ?? []], older: page.older ?? null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busyOlder: false });
    }

    async #download() {
        this.set({ downloading: true });
        try {
            const blob = await api.downloadLogs(this.given("region"), this.given("name"), this.#query);
            const link = Object.assign(document.createElement("a"), {
                href: URL.createObjectURL(blob),
                download: `${this.given("name")}.ndjson`,
            });
            link.click();
            setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
        } catch (error) {
            toast(asProblem(error).detail, { tone: "error" });
        }
        this.set({ downloading: false });
    }

    // Markup

    template() {
        const { severity, since, paused, waiting, downloading, lines } = this.state;
        return html`<section class="card flush" aria-labelledby="logs-title"><div class="card-head">
            <h2 id="logs-title">Logs</h2><span class="space"></span>
            <button type="button" class="outlined small" data-click="pause" aria-pressed="${String(paused)}">
                ${icon(paused ? "sync" : "pause", 16)}${
            paused ? `Resume${waiting.length ? ` (${waiting.length} new)` : ""}` : "Pause"
        }</button>
            <button type="button" class="outlined small" data-click="download" ${flag("disabled", downloading)}>
                ${icon("down", 16)}${downloading ? "Collecting…" : "Download"}</button></div>
            <form class="log-filter" data-submit="search">
                <div class="field"><label for="log-severity">Severity</label><select id="log-severity" data-change="filter">
                    ${options(severities, severity)}</select></div>
                <div class="field"><label for="log-since">Since</label><select id="log-since" data-change="filter">
                    ${options(spans, since)}</select></div>
                <div class="field grow"><label for="log-text">Text</label><input id="log-text" type="search"
                    data-change="filter" autocomplete="off" placeholder="out of memory" /></div>
                <div class="field"><label for="log-revision">Revision</label><input id="log-revision" data-change="filter"
                    autocomplete="off" placeholder="all" /></div></form>
            ${this.#content(lines)}</section>`;
    }

    /** @param {API.LogLine[] | null} lines */
    #content(lines) {
        const { problem, older, busyOlder } = this.state;
        const box = problem && html`<div class="pad">${problemBox(problem, { retry: "retry" })}</div>`;
        if (!lines) return box ?? html`<div class="pad">${skeleton(3)}</div>`;
        if (lines.length === 0) {
            return html`${box}<p class="secondary pad">No line fits. A service writes when it starts and when it is asked;
                a longer time or another severity may show more.</p>`;
        }
        return html`${box}${
            older && html`<div class="pad"><button type="button" class="text small" data-click="older"
                ${flag("disabled", busyOlder)}>${busyOlder ? "Loading…" : "Load older lines"}</button></div>`
        }
            <ol class="logs" tabindex="0" aria-label="Log lines">${
            this.#windowed.rows("lines", lines, line, gap)
        }</ol>`;
    }
}

/** @param {API.LogLine} given */
function line({ at, severity, text, id, stream }) {
    return html`<li data-key="log-${id}" class="${(severity ?? "default").toLowerCase()}">
        <time datetime="${at}" title="${absolute(at)}">${absolute(at).slice(11, 19)}</time>
        <span class="severity">${severity ?? "DEFAULT"}</span>
        <span class="log-text">${
        stream === "requests" || stream === "system"
            ? html`
                <span class="chip small">${stream}</span>
            `
            : ""
    }${text}</span></li>`;
}

/** @param {string} key */
const gap = (key) => html`<li class="gap" data-key="${key}" aria-hidden="true"></li>`;
