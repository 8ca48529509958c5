import { api } from "../lib/api.js";
import { follow } from "../lib/follow.js";
import { bytes, duration, percent, rate, short } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { live } from "../lib/live.js";
import {
    facts,
    field,
    noProject,
    notice,
    pageBar,
    problemBox,
    progress,
    skeleton,
    sourceName,
    status,
    time,
} from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { appended, rateLine } from "../lib/sparkline.js";
import { isSettledImport } from "../lib/states.js";
import { View } from "../lib/view.js";

/** @typedef {import("../lib/sparkline.js").Point} Point */
/** @typedef {{ files: API.ImportViewFile[], next: string | null }} Listed */

/**
 * @typedef {{
 *     view: API.ImportView | null,
 *     problem: Problem | null,
 *     actionProblem: Problem | null,
 *     busy: boolean,
 *     listed: Listed | null,
 *     rates: Point[],
 * }} State
 */

/**
 * One import, live. The page is its address: a reload, another tab or a restart of the manager shows the same.
 * @extends {View<State>}
 */
export class ImportProgressView extends View {
    /** @type {State} */
    state = { view: null, problem: null, actionProblem: null, busy: false, listed: null, rates: [] };
    #stop = () => {};
    /** @type {Actions} */
    actions = {
        retry: () => this.#follow(),
        cancel: () => this.#cancel(),
        resume: () => this.#resume(),
        more: () => this.#more(),
    };

    // Lifecycle

    started() {
        if (!session.project) return;
        this.cleanup(() => this.#stop());
        this.on(live, "import", ({ detail }) => this.#goesOn(detail));
        this.#load();
        this.#follow();
    }

    reconnected() {
        if (session.project) this.#load();
    }

    /**
     * Another manager or another tab has taken up what stood still here.
     * @param {API.ImportView} view
     */
    #goesOn(view) {
        const { view: shown, busy } = this.state;
        if (busy || !shown || view.id !== shown.id || !isSettledImport(shown.state) || isSettledImport(view.state)) {
            return;
        }
        this.#show(view);
        this.#follow();
    }

    async #load() {
        try {
            this.#show(await api.import(this.route.params.id, this.route.query.bucket));
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    #follow() {
        this.#stop();
        this.set({ problem: null });
        this.#stop = follow(`/api/models/imports/${encodeURIComponent(this.route.params.id)}/events`, {
            query: { project: session.project, bucket: this.route.query.bucket },
            onEvent: ({ type, data }) => this.#take(type, JSON.parse(data)),
            onProblem: (problem) => this.set({ problem }),
            isLast: ({ type, data }) => type === "problem" || isSettledImport(JSON.parse(data).state),
        });
    }

    /**
     * @param {string} type
     * @param {any} value
     */
    #take(type, value) {
        if (type === "import") this.#show(value);
        if (type === "problem") this.set({ problem: value });
    }

    /**
     * Snapshots may arrive out of order (a read beside the stream): the higher version wins.
     * @param {API.ImportView} view
     */
    #show(view) {
        if (this.state.view && view.version < this.state.view.version) return;
        const reading = { at: Math.floor(Date.now() / 1000), value: view.bytesPerSecond ?? 0 };
        this.set({ view, problem: null, rates: appended(this.state.rates, reading) });
        document.title = `${percent(view.doneBytes, view.totalBytes)} % ${view.modelId} – llm-manager`;
    }

    // Actions

    /** @param {() => Promise<API.ImportView>} work */
    async #act(work) {
        this.set({ busy: true, actionProblem: null });
        try {
            this.#show(await work());
        } catch (error) {
            this.set({ actionProblem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    #cancel() {
        const { view } = this.state;
        if (!view) return;
        this.find("confirm-dialog").ask({
            title: "Cancel import",
            text: html`What was fetched of <strong>${view.modelId}</strong> (${
                bytes(view.doneBytes)
            }) goes from bucket ${view.bucket}. It goes on without this page; cancel it only to give it up.`,
            verb: "Cancel import",
            work: () => api.cancelImport(view.id, view.bucket),
            done: (cancelled) => this.#show(cancelled),
        });
    }

    async #resume() {
        const { view } = this.state;
        if (!view) return;
        const input = /** @type {HTMLInputElement | null} */ (this.querySelector("#resume-token"));
        const token = input?.value.trim();
        const { id, bucket } = view;
        await this.#act(() => api.resumeImport(id, bucket, token ? { token } : {}));
        if (input) input.value = "";
        if (!this.state.actionProblem) this.#follow();
    }

    /** All files, page by page: as they are now, not live. */
    async #more() {
        const { view, listed } = this.state;
        if (!view) return;
        try {
            const page = await api.importFiles(view.id, view.bucket, listed?.next ?? undefined);
            const files = [...(listed?.files ?? []), ...page.files];
            this.set({ listed: { files, next: page.nextPageToken ?? null }, actionProblem: null });
        } catch (error) {
            this.set({ actionProblem: asProblem(error) });
        }
    }

    // Markup

    template() {
        const { view, problem, actionProblem } = this.state;
        const bar = pageBar(
            view?.modelId ?? "Import",
            this.#buttons(),
            html`<a class="back" href="/models">Models</a>`,
        );
        if (!session.project) return html`${bar}${noProject()}`;
        const box = problemBox(problem, { retry: "retry" });
        if (!view) return html`${bar}${box ?? skeleton(6)}`;
        return html`${bar}${box}${problemBox(actionProblem)}${this.#outcome(view)}
            <section class="card" aria-labelledby="overall-title">
                <div class="card-head"><h2 id="overall-title">Progress</h2>${status("import", view.state)}</div>
                ${this.#overall(view)}</section>
            <section class="card flush" aria-labelledby="files-title">
                <div class="card-head"><h2 id="files-title">Files</h2><span class="secondary">
                    ${view.verifiedFiles} of ${view.fileCount} verified${
            view.failedFiles > 0 && html`,
                    ${view.failedFiles} failed`
        }</span></div>
                <ul class="file-bars">${view.files.map(fileBar)}</ul>${
            this.#others(view)
        }</section><confirm-dialog></confirm-dialog>`;
    }

    /**
     * What a snapshot of many files does not name.
     * @param {API.ImportView} view
     */
    #others(view) {
        const { listed } = this.state;
        if (view.filesLeftOut === 0) return null;
        return html`<div class="pad"><p class="secondary">${view.filesLeftOut.toLocaleString("en-US")} more files.</p>
            ${
            listed && html`<ul class="file-bars">${
                listed.files.map((file) =>
                    html`
                        <li data-key="listed-${file.path}">
                            <div class="row"><span class="mono path">${file.path}</span><span class="space"></span>
                                        <span class="secondary number">${bytes(file.size)}</span>${status(
                                            "file",
                                            file.state,
                                        )}</div>
                        </li>
                    `
                )
            }</ul>`
        }
            ${
            (!listed || listed.next) && html`<button type="button" class="outlined small" data-click="more">
                ${listed ? "List more" : "List all files"}</button>`
        }</div>`;
    }

    #buttons() {
        const { view, busy } = this.state;
        if (!view || !session.canWork) return null;
        const canCancel = !["completed", "cancelled", "publishing"].includes(view.state);
        return html`${
            view.state === "completed" && html`
                <a class="button filled" href="${paths.deploy({ ...view, id: view.modelId })}">Deploy</a>
                <a class="button outlined" href="${paths.model({ ...view, id: view.modelId })}">Open model</a>
            `
        }
            ${
            canCancel && html`
                <button type="button" class="outlined danger" data-click="cancel"
                    ${flag("disabled", busy)}>Cancel import</button>
            `
        }`;
    }

    /** @param {API.ImportView} view */
    #outcome(view) {
        if (view.state === "completed") {
            return notice(
                "ok",
                html`<strong>Imported</strong><p>All ${view.fileCount} files are in ${view.bucket},
                ${PROVEN[view.source] ?? PROVEN.huggingface}.</p>`,
            );
        }
        if (view.state === "failed") return problemBox(view.problem, { actions: this.#resumeForm(view) });
        if (view.state === "interrupted") {
            return notice(
                "warning",
                html`<strong>Interrupted</strong><p>${
                    interruptions[view.reason ?? ""] ??
                        interruptions.stopped
                }</p>${this.#resumeForm(view)}`,
            );
        }
        return view.state === "cancelled" && notice(
            "info",
            html`
                <strong>Cancelled</strong>
                <p>Nothing was published. <a href="/models/import">Import again</a></p>
            `,
        );
    }

    /** @param {API.ImportView} view */
    #resumeForm(view) {
        const { busy } = this.state;
        if (!view.canResume || !session.canWork) return null;
        return html`<form class="resume" data-submit="resume">
            ${
            view.reason === "needs-token" && field(
                "resume-token",
                "Hugging Face token",
                html`
                    <input
                        id="resume-token" type="password" autocomplete="off" spellcheck="false" />
                `,
            )
        }
            <button type="submit" class="filled" ${flag("disabled", busy)}>${busy ? "Resuming…" : "Resume"}</button>
        </form>`;
    }

    /** @param {API.ImportView} view */
    #overall(view) {
        const done = percent(view.doneBytes, view.totalBytes);
        const isMoving = !isSettledImport(view.state);
        return html`<div class="overall"><span class="big number">${done} %</span>
            <span class="number">${bytes(view.doneBytes)} of ${bytes(view.totalBytes)}</span><span class="space"></span>
            ${
            isMoving && html`${rateLine(this.state.rates)}<span class="number">${rate(view.bytesPerSecond)}</span>
                <span class="number secondary">${
                view.secondsLeft === null || view.secondsLeft === undefined
                    ? "estimating"
                    : `${duration(view.secondsLeft)} left`
            }</span>`
        }</div>
            ${progress(`Overall: ${done} %`, view.doneBytes, view.totalBytes, tone(view.state))}
            <p class="visually-hidden" role="status">${Math.floor(done / 10) * 10} percent imported</p>
            ${
            facts([
                ["Source", `${sourceName(view.source)} · ${view.modelId}`],
                ["Pinned to", html`<code title="${view.pin}">${short(view.pin)}</code>`],
                ["Bucket", view.bucket],
                ["Fetched", bytes(view.fetchedBytes)],
                [
                    "Runs",
                    view.elsewhere && !isSettledImport(view.state)
                        ? "in another manager or command; this page follows it"
                        : null,
                ],
                ["Started", html`${time(view.startedAt)} by ${view.startedBy}`],
                [
                    "Runs",
                    view.tasks && `as a Cloud Run job of ${view.tasks === 1 ? "one task" : `${view.tasks} tasks`}`,
                ],
                ["Import", html`<code>${view.id}</code>`],
            ])
        }`;
    }
}

/** @type {Record<string, string>} */
const interruptions = {
    "needs-token": "The token was not kept. Give it again to go on; what is there stays.",
    stopped: "It stopped before the end. What is there stays; resuming goes on from it.",
    "shut-down": "Its manager was shut down. Another one that serves this project goes on by itself; so does Resume.",
    died: "The process that ran it is gone. A manager that serves this project goes on by itself; so does Resume.",
};

/**
 * What a finished import has proven, by where the model came from.
 * @type {Record<string, string>}
 */
const PROVEN = {
    huggingface: "checked against the digests of Hugging Face",
    ollama: "checked against the digests of Ollama",
    dir: "checked against the digests of the files in the directory",
    gs: "with the size and the CRC32C that the other bucket states; verifying the model computes each SHA-256",
};

/** @type {Record<string, string>} */
const tones = { completed: "ok", failed: "error", interrupted: "warning" };
/** @param {string} state */
const tone = (state) => tones[state] ?? "busy";

/** @type {Record<string, string>} */
const fileTones = { verified: "ok", skipped: "ok", failed: "error" };

/** @param {API.ImportViewFile} file */
function fileBar({ path, size, done, state }) {
    const bar = fileTones[state] ?? "busy";
    const shown = bar === "ok" ? 1 : done;
    return html`<li data-key="file-${path}"><div class="row"><span class="mono path">${path}</span>
        <span class="space"></span><span class="secondary number">${bytes(done)} of ${bytes(size)}</span>
        ${status("file", state)}</div>
        ${progress(`${path}: ${percent(done, size ?? 0)} %`, shown, bar === "ok" ? 1 : size ?? 0, bar)}</li>`;
}
