import { DeployTimeline, FailureLines } from "./deploy-timeline.js";
import { ServiceConfiguration } from "./service-configuration.js";
import { ServiceOverview } from "./service-overview.js";
import { api } from "../lib/api.js";
import { deployments } from "../lib/deployments.js";
import { flag, html } from "../lib/html.js";
import { live } from "../lib/live.js";
import { navigation } from "../lib/navigation.js";
import { noProject, notice, pageBar, problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { isSettledService } from "../lib/states.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

const tabs = [
    ["", "Overview"],
    ["logs", "Logs"],
    ["metrics", "Metrics"],
    ["revisions", "Revisions"],
    ["permissions", "Permissions"],
    ["try", "Try it"],
    ["events", "Events"],
    ["configuration", "Configuration"],
];
/** What this machine's runtime has not. */
const cloudOnly = ["revisions", "permissions", "events"];

/** @typedef {{ service: API.ServiceView | null, problem: Problem | null, busy: boolean, retrying: boolean, lines: API.LogLine[] }} State */

/**
 * One service: its state, and a tab for each thing to do with it or to know of it.
 * @extends {View<State>}
 */
export class ServiceView extends View {
    /** @type {State} */
    state = { service: null, problem: null, busy: false, retrying: false, lines: [] };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        remove: () => this.#remove(),
        retry: () => this.#retry(),
    };

    #isTabShown = false;

    // Lifecycle

    started() {
        if (!session.project) return;
        this.on(live, "services", ({ detail }) => this.#listed(detail.services));
        this.on(deployments, "change", () => this.#deployed());
        this.addEventListener("changed", () => this.#load());
        this.every(2000, () => this.#isMoving && this.#load());
        this.#load();
    }

    rendered() {
        this.#showTab();
    }

    reconnected() {
        this.#load();
    }

    /** On a narrow screen the strip of tabs scrolls; the one that is open is in sight at first. */
    #showTab() {
        const strip = this.querySelector(".tabs");
        const open = strip?.querySelector('[aria-current="page"]');
        if (this.#isTabShown || !strip || !(open instanceof HTMLElement)) return;
        const before = open.getBoundingClientRect().left - strip.getBoundingClientRect().left;
        strip.scrollLeft += before - (strip.clientWidth - open.clientWidth) / 2;
        this.#isTabShown = true;
    }

    /** @returns {ServiceName} */
    get #name() {
        const { region, name } = this.route.params;
        return { region, name };
    }

    get #deployment() {
        return deployments.of(this.#name);
    }

    get #isMoving() {
        const { service } = this.state;
        return service ? !isSettledService(service.state) : Boolean(this.#deployment?.isRunning);
    }

    /** A deploy that has not said a word yet: there is nothing to ask for. */
    get #isUnborn() {
        const deployment = this.#deployment;
        const last = deployment?.events.at(-1);
        return Boolean(deployment?.isRunning) && (!last || last.state === "pending");
    }

    /** What the engine said last, for a failure that was not watched. */
    async #loadLines() {
        const { region, name } = this.#name;
        try {
            const { lines } = await api.logs(region, name, { since: "1d", limit: 12 });
            this.set({ lines });
        } catch {
            // The Logs tab shows why.
        }
    }

    async #load() {
        if (!session.project || this.state.busy || this.#isUnborn) return;
        this.set({ busy: true });
        const { region, name } = this.route.params;
        try {
            const service = await api.service(region, name);
            this.set({ service, problem: null, busy: false });
            if (service.state === "failed" && !this.#deployment && this.state.lines.length === 0) this.#loadLines();
        } catch (error) {
            const problem = asProblem(error);
            const isYoung = problem.status === 404 && this.#deployment?.isRunning;
            const isGone = problem.status === 404 && this.state.service?.state === "deleting";
            if (isGone) return navigation.go("/services", { replace: true });
            this.set({ problem: isYoung ? null : problem, busy: false });
        }
    }

    // Callbacks

    /** @param {API.ServiceView[]} services */
    #listed(services) {
        const { region, name } = this.route.params;
        const service = services.find((other) => other.region === region && other.name === name);
        if (service) this.set({ service, problem: null });
    }

    #deployed() {
        const last = this.#deployment?.events.at(-1);
        if (last && last.state !== this.state.service?.state) this.#load();
        this.update();
    }

    /** The same request once more; what was wrong may be mended by now. */
    async #retry() {
        this.set({ retrying: true });
        try {
            await deployments.retry(this.#name);
            this.set({ problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ retrying: false });
    }

    /** Asks first, with what goes and what stays as the manager knows it. */
    async #remove() {
        const { region, name } = this.#name;
        /** @type {API.DeletionView} */
        let deletion;
        try {
            deletion = await api.deletion(region, name);
        } catch (error) {
            return this.set({ problem: asProblem(error) });
        }
        this.find("confirm-dialog").ask({
            title: "Delete service",
            text: html`<strong>${name}</strong> in ${region} is deleted.<strong class="block">Goes</strong>
                ${deletion.goes.map((line) => html`<span class="block">${line}</span>`)}
                <strong class="block">Stays</strong>
                ${deletion.stays.map((line) => html`<span class="block">${line}</span>`)}`,
            typed: name,
            verb: "Delete service",
            work: () => api.deleteService(region, name),
            done: () => {
                toast(`Service ${name} is deleted.`);
                navigation.go("/services");
            },
        });
    }

    // Markup

    template() {
        const { service, problem } = this.state;
        const back = html`<a class="back" href="/services">Services</a>`;
        const bar = pageBar(this.route.params.name, this.#buttons(), back);
        if (!session.project) return html`${bar}${noProject()}`;
        const cause = service?.problem ?? this.#deployment?.problem;
        if (!service) {
            const box = problemBox(cause ?? problem, { retry: "refresh", actions: this.#again() });
            return html`${bar}${box ?? (this.#deployment ? this.#timeline() : skeleton(6))}`;
        }
        return html`${bar}${problemBox(problem, { retry: "refresh" })}${
            this.#verdict(service, cause)
        }${this.#timeline()}
            ${this.#tabs()}<div class="tab-panel" id="service-panel">${
            this.#panel(service)
        }</div><confirm-dialog></confirm-dialog>`;
    }

    get #tab() {
        const wanted = this.route.params.tab ?? "";
        return this.#shownTabs.some(([name]) => name === wanted) ? wanted : "";
    }

    get #shownTabs() {
        return tabs.filter(([name]) => session.project !== "local" || !cloudOnly.includes(name));
    }

    #tabs() {
        return html`<nav class="tabs" aria-label="Service">${
            this.#shownTabs.map(([name, word]) =>
                html`
                    <a
                        href="${paths.service({ ...this.#name, tab: name })}"
                        aria-current="${name === this.#tab ? "page" : "false"}">${word}</a>
                `
            )
        }</nav>`;
    }

    /** @param {API.ServiceView} service */
    #panel(service) {
        const { region, name } = service;
        const ready = String(service.state === "ready");
        switch (this.#tab) {
            case "logs":
                return html`<service-logs region="${region}" name="${name}"></service-logs>`;
            case "metrics":
                return html`<service-metrics region="${region}" name="${name}"></service-metrics>`;
            case "revisions":
                return html`<service-revisions region="${region}" name="${name}"></service-revisions>`;
            case "permissions":
                return html`<service-permissions region="${region}" name="${name}"></service-permissions>
            ${service.engine === "vllm" && html`<service-key region="${region}" name="${name}"></service-key>`}`;
            case "try":
                return html`<service-try region="${region}" name="${name}" ready="${ready}"></service-try>
            ${calling(service)}`;
            case "events":
                return html`<service-events region="${region}" name="${name}"></service-events>`;
            case "configuration":
                return ServiceConfiguration(service);
            default:
                return html`
                    ${ServiceOverview(service)}${session.project !== "local" && html`
                        <service-costs data-key="costs" region="${region}" name="${name}"></service-costs>
                    `}${calling(service)}<service-move region="${region}" name="${name}"
                        model="${service.modelId ?? ""}"></service-move>
                `;
        }
    }

    #buttons() {
        const { service, busy } = this.state;
        return html`${
            service && session.canWork && html`
                <a class="button outlined" href="${paths.service({ ...this.#name, tab: "edit" })}">Edit</a>
                <button type="button" class="outlined danger"
                    data-click="remove">Delete</button>
            `
        }${refreshButton(busy && !this.#isMoving)}`;
    }

    #timeline() {
        const { service } = this.state;
        const deployment = this.#deployment;
        if (!deployment && (!service || isSettledService(service.state) || service.state === "deleting")) return null;
        return DeployTimeline(
            service?.state ?? deployment?.events.at(-1)?.state ?? "creating",
            deployment?.events ?? [],
            this.#again(),
        );
    }

    /** After a failure: the same once more, or back to the form to change something. */
    #again() {
        const { service, retrying } = this.state;
        if (!session.canWork) return null;
        const deployment = this.#deployment;
        const model = service?.modelId
            ? { bucket: service.bucket, source: service.source, id: service.modelId, pin: service.pin }
            : deployment && !deployment.isUpdate && /** @type {API.DeployRequest} */ (deployment.request);
        const form = service ? paths.service({ ...this.#name, tab: "edit" }) : model && paths.deploy(model);
        return html`${
            deployment && !deployment.isRunning && html`
                <button type="button" class="filled small" data-click="retry"
                    ${flag("disabled", retrying)}>${retrying ? "Starting…" : "Retry"}</button>
            `
        }${form && html`<a class="button outlined small" href="${form}">Change and deploy</a>`}`;
    }

    /**
     * @param {API.ServiceView} service
     * @param {Maybe<Problem>} cause
     */
    #verdict({ state, reason, command }, cause) {
        if (state === "failed") {
            // The timeline of a deploy that was watched tells it better.
            if (this.#deployment?.events.at(-1)?.problem) return null;
            return html`${
                problemBox(
                    cause ?? {
                        title: "The deploy failed",
                        code: "deploy-failed",
                        detail: reason ?? "No cause is known; see the logs.",
                        status: 0,
                        retryable: false,
                    },
                    { actions: this.#again() },
                )
            }${FailureLines(this.state.lines.map(({ text }) => text), "The last lines of the log")}`;
        }
        if (state !== "unproven" && state !== "degraded") return null;
        return notice(
            "warning",
            html`<strong>${state === "unproven" ? "Not proven yet" : "Degraded"}</strong>
            <p>${reason}</p>${
                command && html`<div class="command"><code>${command}</code>
                <copy-button text="${command}" label="Copy command"></copy-button></div>`
            }`,
        );
    }
}

/**
 * How to call it: asked for once there is an address.
 * @param {API.ServiceView} service
 */
function calling({ region, name, url }) {
    if (url) return html`<service-calling region="${region}" name="${name}"></service-calling>`;
    return html`
        <section class="card">
            <p class="secondary">How to call it appears here once it has an address.</p>
        </section>
    `;
}
