import { DeployTimeline } from "./deploy-timeline.js";
import { EndpointCard } from "./endpoint-card.js";
import { api } from "../lib/api.js";
import { deployments } from "../lib/deployments.js";
import { memory } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { navigation } from "../lib/navigation.js";
import { engineName, external, facts, noProject, notice, pageBar, problemBox, refreshButton, skeleton, sourceName,
    status, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { isSettledService } from "../lib/states.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

const linkWords = { service: "Service", logs: "Logs", metrics: "Metrics", revisions: "Revisions" };

/** One service: how far its deploy is, its endpoint, its proof, a question to it, its log. */
export class ServiceView extends View {
    state = { service: null, problem: null, busy: false };
    actions = { refresh: () => this.#load(), remove: () => this.#remove() };

    // Lifecycle

    started() {
        if (!session.project) return;
        this.on(live, "services", ({ detail }) => this.#listed(detail.services));
        this.on(deployments, "change", () => this.#deployed());
        this.every(2000, () => this.#isMoving && this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    get #deployment() {
        return deployments.of(this.route.params);
    }

    get #isMoving() {
        const { service } = this.state;
        return service ? !isSettledService(service.state) : Boolean(this.#deployment?.isRunning);
    }

    /** A deploy that has not said a word yet: there is nothing to ask for. */
    get #isUnborn() {
        const deployment = this.#deployment;
        return Boolean(deployment?.isRunning) && ["pending", undefined].includes(deployment.events.at(-1)?.state);
    }

    async #load() {
        if (!session.project || this.state.busy || this.#isUnborn) return;
        this.set({ busy: true });
        const { region, name } = this.route.params;
        try {
            this.set({ service: await api.service(region, name), problem: null, busy: false });
        } catch (error) {
            const problem = asProblem(error);
            const isYoung = problem.status === 404 && this.#deployment?.isRunning;
            const isGone = problem.status === 404 && this.state.service?.state === "deleting";
            if (isGone) return navigation.go("/services", { replace: true });
            this.set({ problem: isYoung ? null : problem, busy: false });
        }
    }

    // Callbacks

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

    #remove() {
        const { region, name } = this.route.params;
        this.querySelector("confirm-dialog").ask({
            title: "Delete service",
            text: html`Service <strong>${name}</strong> in ${region} and its endpoint go. The model stays in its bucket.`,
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
        return html`${bar}${problemBox(problem, { retry: "refresh" })}${this.#verdict(cause)}${this.#timeline()}
            <div class="cards">${this.#overview()}${EndpointCard(service)}
            ${service.state !== "failed" && service.url && html`<ask-box class="span" region="${service.region}"
                name="${service.name}" ready="${String(service.state === "ready")}"></ask-box>`}
            <service-logs class="span" region="${service.region}" name="${service.name}"></service-logs></div>
            <confirm-dialog></confirm-dialog>`;
    }

    #buttons() {
        const { service, busy } = this.state;
        return html`${service && session.canWork && html`<button type="button" class="outlined danger"
            data-click="remove">Delete</button>`}${refreshButton(busy && !this.#isMoving)}`;
    }

    #timeline() {
        const { service } = this.state;
        const deployment = this.#deployment;
        if (!deployment && (!service || isSettledService(service.state) || service.state === "deleting")) return null;
        return DeployTimeline(service?.state ?? deployment.events.at(-1)?.state ?? "creating", deployment?.events ?? []);
    }

    /** The way back to the form, with the model filled in. */
    #again() {
        const { service } = this.state;
        const model = this.#deployment?.request
            ?? (service?.modelId && { bucket: service.bucket, source: service.source, id: service.modelId, pin: service.pin });
        return model && session.canWork && html`<a class="button outlined small" href="${paths.deploy(model)}">Deploy
            again</a>`;
    }

    #verdict(cause) {
        const { state, reason, command } = this.state.service;
        if (state === "failed") return problemBox(cause ?? {
            title: "The deploy failed", code: "deploy-failed", detail: reason ?? "No cause is known; see the log below.",
        }, { actions: this.#again() });
        if (state !== "unproven" && state !== "degraded") return null;
        return notice("warning", html`<strong>${state === "unproven" ? "Not proven yet" : "Degraded"}</strong>
            <p>${reason}</p>${command && html`<div class="command"><code>${command}</code>
                <copy-button text="${command}" label="Copy command"></copy-button></div>`}`);
    }

    #overview() {
        const { service } = this.state;
        const model = { bucket: service.bucket, source: service.source, id: service.modelId, pin: service.pin };
        const links = Object.entries(service.links ?? {});
        return html`<section class="card" aria-labelledby="overview-title">
            <div class="card-head"><h2 id="overview-title">Overview</h2>
                ${status("service", service.state, service.reason)}</div>
            ${facts([
                ["Model", service.modelId && html`<a href="${paths.model(model)}">${service.modelId}</a>`],
                ["Source", service.source && sourceName(service.source)],
                ["Engine", engineName(service.engine)],
                ["Region", service.region],
                ["GPU", service.accelerator && service.accelerator !== "cpu" ? service.accelerator : "none"],
                ["Shape", service.cpu && `${service.cpu} vCPU, ${memory(service.memory)}`],
                ["Instances", `${service.minInstances} to ${service.maxInstances ?? "any"}`],
                ["Access", service.access],
                ["Revision", service.revision && html`<code class="wrap">${service.revision}</code>`],
                ["Image", service.image && html`<code class="wrap">${service.image}</code>`],
                ["Created", service.createdAt && html`${time(service.createdAt)}
                    ${service.creator && ` by ${service.creator}`}`],
                ["Updated", time(service.updatedAt)],
            ])}
            ${links.length > 0 && html`<p class="row links">${links.map(([name, address]) =>
                external(address, `${linkWords[name] ?? name} in the Cloud console`))}</p>`}
            ${service.proof ? html`<p class="proof status ok">${icon("check")}<span>Proven ${time(service.proof.at)}: first
                token after ${service.proof.firstTokenMilliseconds.toLocaleString("en-US")} ms</span></p>` : null}
            </section>`;
    }
}
