import { usedBy } from "./models-bucket.js";
import { api } from "../lib/api.js";
import { deployWithDefaults } from "../lib/deploy-defaults.js";
import { bytes, count, percent, short } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { navigation } from "../lib/navigation.js";
import {
    facts,
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
import { toast } from "../lib/toast.js";
import { verifyModel } from "../lib/verify.js";
import { View } from "../lib/view.js";

/** @typedef {import("../lib/verify.js").Verifying} Verifying */

/**
 * @typedef {{
 *     detail: API.ModelDetail | null,
 *     problem: Problem | null,
 *     verify: API.VerifyView | null,
 *     verifyProblem: Problem | null,
 *     verifying: Verifying | null,
 *     isDeploying: boolean,
 *     services: API.ServiceView[] | null,
 * }} State
 */

/**
 * One model of a bucket: its files with digests, where it came from, verify, delete, deploy.
 * @extends {View<State>}
 */
export class ModelView extends View {
    /** @type {State} */
    state = {
        detail: null,
        problem: null,
        verify: null,
        verifyProblem: null,
        verifying: null,
        isDeploying: false,
        services: null,
    };
    /** @type {AbortController | null} */
    #abort = null;
    /** @type {Actions} */
    actions = {
        retry: () => this.#load(),
        verify: () => this.#verify(),
        stopVerify: () => this.#abort?.abort(),
        remove: () => this.#remove(),
        deployDefaults: () => this.#deployDefaults(),
    };

    // Lifecycle

    started() {
        this.cleanup(() => this.#abort?.abort());
        if (!session.project) return;
        this.#load();
        this.on(live, "services", ({ detail }) => this.set({ services: detail.services }));
        this.#loadServices();
    }

    /** Who uses it; a list that cannot be read leaves that unknown. */
    async #loadServices() {
        try {
            this.set({ services: (await api.services()).services });
        } catch {
            // The Services tab shows why.
        }
    }

    reconnected() {
        if (session.project) this.#load();
    }

    /**
     * What the address says; a source that is none is refused by the API.
     * @returns {import("../lib/api.js").ModelQuery}
     */
    get #identity() {
        const { bucket, source, id, pin } = this.route.query;
        return { bucket, source: /** @type {API.ModelView["source"]} */ (source), id, pin };
    }

    async #load() {
        this.set({ problem: null });
        try {
            this.set({ detail: await api.model(this.#identity) });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    // Actions

    async #deployDefaults() {
        this.set({ isDeploying: true });
        await deployWithDefaults(this.#identity);
        this.set({ isDeploying: false });
    }

    async #verify() {
        const { detail } = this.state;
        if (!detail) return;
        const { files, model } = detail;
        const abort = this.#abort = new AbortController();
        const start = { files: files.length, filesDone: 0, filesBad: 0, totalBytes: model.size, doneBytes: 0 };
        this.set({ verifying: start, verify: null, verifyProblem: null });
        try {
            const onProgress = (/** @type {Verifying} */ verifying) => this.set({ verifying });
            const verify = await verifyModel(this.#identity, { onProgress, signal: abort.signal });
            this.set({ verify });
            if (verify.proven > 0) this.#load();
        } catch (error) {
            if (!abort.signal.aborted) this.set({ verifyProblem: asProblem(error) });
        }
        this.set({ verifying: null });
    }

    #remove() {
        const { model } = this.state.detail ?? {};
        if (!model) return;
        this.find("confirm-dialog").ask({
            title: "Delete model",
            text: html`All ${model.fileCount} files of <strong>${model.id}</strong> (${bytes(model.size)}) go from
                bucket ${model.bucket}. Services that use it will not start any more.`,
            typed: model.id,
            verb: "Delete model",
            work: () => api.deleteModel(this.#identity),
            done: (answer) => {
                toast(`${model.id} is deleted; ${bytes(answer?.freedBytes ?? model.size)} are free.`);
                navigation.go("/models");
            },
        });
    }

    // Markup

    template() {
        const { detail, problem } = this.state;
        const back = html`<a class="back" href="/models">Models</a>`;
        const bar = pageBar(detail?.model.id ?? this.route.query.id ?? "Model", detail && this.#buttons(detail), back);
        if (!session.project) return html`${bar}${noProject()}`;
        if (problem) return html`${bar}${problemBox(problem, { retry: "retry" })}`;
        if (!detail) return html`${bar}${skeleton(6)}`;
        const { bucket, source, id } = detail.model;
        return html`${bar}<model-updates bucket="${bucket}" source="${source}" id-of-model="${id}"></model-updates>
            ${this.#verification()}${this.#facts(detail)}${this.#files(detail)}<confirm-dialog></confirm-dialog>`;
    }

    /** @param {API.ModelDetail} detail */
    #buttons(detail) {
        const { verifying, isDeploying } = this.state;
        return html`${
            session.canWork && detail.model.deployable && html`
                <a class="button filled"
                    href="${paths.deploy(detail.model)}">${icon("rocket", 18)}Deploy</a>
                <button type="button" class="outlined" data-click="deployDefaults" ${flag(
                    "disabled",
                    isDeploying,
                )}>${isDeploying ? "Starting…" : "Deploy with defaults"}</button>
            `
        }
            <button type="button" class="outlined" data-click="verify" ${flag("disabled", Boolean(verifying))}>
                ${verifying ? "Verifying…" : "Verify"}</button>
            ${
            session.canWork && html`<button type="button" class="outlined danger" data-click="remove">Delete</button>`
        }`;
    }

    #verification() {
        const { verify, verifyProblem, verifying } = this.state;
        if (verifying) return this.#verifying(verifying);
        if (verifyProblem) return problemBox(verifyProblem, { retry: "verify" });
        if (!verify) return null;
        const wrong = verify.files.filter((file) => !file.ok);
        return notice(
            wrong.length > 0 ? "error" : "ok",
            html`<div role="status"><strong>${
                wrong.length > 0
                    ? `${wrong.length} of ${verify.files.length} files are not as promised`
                    : `All ${verify.files.length} files are as promised`
            }</strong>
            <ul>${wrong.map((file) => html`<li><code>${file.path}</code>: ${file.detail}</li>`)}</ul></div>`,
        );
    }

    /** @param {Verifying} verifying */
    #verifying({ files, filesDone, filesBad, doneBytes, totalBytes }) {
        return html`<section class="card" aria-labelledby="verifying-title">
            <div class="card-head"><h2 id="verifying-title">Verifying</h2><span class="secondary number">
                ${bytes(doneBytes)} of ${bytes(totalBytes)} · ${filesDone} of ${files} files
                ${
            filesBad > 0 && html`
                · ${filesBad} not as promised
            `
        }</span><span class="space"></span>
                <button type="button" class="outlined small" data-click="stopVerify">Stop</button></div>
            ${progress(`Verified: ${percent(doneBytes, totalBytes)} %`, doneBytes, totalBytes)}</section>`;
    }

    /** @param {API.ModelDetail} detail */
    #facts({ model, facts: known, importedAt, importedBy }) {
        return html`<section class="card" aria-labelledby="about-title">
            <div class="card-head"><h2 id="about-title">About</h2>${status("model", model.status)}
                ${model.legacy && html`<span class="chip">from the earlier manager</span>`}</div>
            ${
            facts([
                ["Source", sourceName(model.source)],
                ["Bucket", model.bucket],
                ["Size", bytes(model.size)],
                ["Format", model.format],
                ["Licence", known.license ?? model.license ?? "not stated"],
                ["Task", known.task ?? model.task],
                ["Architecture", known.architectures.join(", ")],
                ["Parameters", known.parameters && count(known.parameters)],
                ["Context", known.contextLength && `${known.contextLength.toLocaleString("en-US")} tokens`],
                ["Used by", usedBy(model, this.state.services)],
                ["Imported", importedAt && html`${time(importedAt)}${importedBy && ` by ${importedBy}`}`],
                ["Pinned to", model.pin && html`<code class="wrap">${model.pin}</code>`],
                ["On the command line", html`<code class="wrap">${model.name}</code>`],
            ])
        }</section>`;
    }

    /** @param {API.ModelDetail} detail */
    #files({ files }) {
        return html`
            <section class="card flush" aria-labelledby="model-files">
                <div class="card-head"><h2 id="model-files">Files</h2><span class="secondary">${files
                    .length}</span></div>
                <div class="table-wrap">
                    <table class="dense">
                        <thead>
                            <tr>
                                <th scope="col">Path</th>
                                <th scope="col" class="number">Size</th>
                                <th scope="col">SHA-256</th>
                                <th scope="col">CRC32C</th>
                                <th scope="col">Promised by the source</th>
                                <th scope="col">Read</th>
                            </tr>
                        </thead>
                        <tbody>${files.map((file) =>
                            html`
                                <tr>
                                    <th scope="row" class="mono">${file.path}</th>
                                    <td data-label="Size" class="number">${bytes(file.size)}</td>
                                    <td data-label="SHA-256"><code title="${file.sha256 ?? ""}">${short(file.sha256) ||
                                        "—"}</code></td>
                                    <td data-label="CRC32C"><code>${file.crc32c}</code></td>
                                    <td data-label="Promised"><code title="${file.promised ?? ""}">${promised(
                                        file.promised,
                                    )}</code></td>
                                    <td data-label="Read">${readMark(file)}</td>
                                </tr>
                            `
                        )}</tbody>
                    </table>
                </div>
            </section>
        `;
    }
}

/**
 * Who took the digests: a manager that read the bytes, or somebody whose word was taken until a verification.
 * @param {API.ModelDetailFileView} file
 */
function readMark({ proof, copiedFrom }) {
    if (proof === "copied") return `not yet: copied from ${copiedFrom}`;
    return proof === "named" ? "not yet: known by its name" : "yes";
}

/** @param {Maybe<string>} text */
const promised = (text) => (text ? `${text.split(":")[0]} ${short(text)}` : "—");
