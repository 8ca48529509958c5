import { api } from "../lib/api.js";
import { matches } from "../lib/form.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { empty, engineName, external, noProject, pageBar, problemBox, refreshButton, skeleton, status, time }
    from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { isSettledService } from "../lib/states.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/** The third tab: every service that this manager deployed, live. */
export class ServicesView extends View {
    state = { services: null, problem: null, filter: "", busy: false };
    actions = {
        refresh: () => this.#load(),
        filter: (input) => this.set({ filter: input.value }),
        remove: (button) => this.#remove(button.dataset),
    };

    // Lifecycle

    started() {
        if (!session.project) return;
        this.on(live, "services", ({ detail }) => this.set({ services: detail.services, problem: null }));
        this.on(live, "problem", ({ detail }) => this.set({ problem: detail }));
        this.addEventListener("changed", () => this.#load());
        this.every(4000, () => this.#isMoving && this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    get #isMoving() {
        return this.state.services?.some((service) => !isSettledService(service.state));
    }

    async #load() {
        if (!session.project) return;
        this.set({ busy: true });
        try {
            this.set({ services: (await api.services()).services, problem: null, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    // Actions

    #remove({ region, name }) {
        this.querySelector("confirm-dialog").ask({
            title: "Delete service",
            text: html`Service <strong>${name}</strong> in ${region} and its endpoint go. The model stays in its bucket.`,
            typed: name,
            verb: "Delete service",
            work: () => api.deleteService(region, name),
            done: () => {
                toast(`Service ${name} is deleted.`);
                this.#load();
            },
        });
    }

    // Markup

    template() {
        const actions = session.project && html`${session.canWork && html`<a class="button filled" href="/models">
            ${icon("rocket", 18)}Deploy a model</a>`}${refreshButton(this.state.busy)}`;
        return html`${pageBar("Services", actions)}${session.project ? this.#content() : noProject()}
            <confirm-dialog></confirm-dialog>`;
    }

    #content() {
        const { services, problem, filter } = this.state;
        const box = problemBox(problem, { retry: "refresh" });
        if (!services) return box ?? skeleton(6);
        if (services.length === 0) {
            return html`${box}${empty("services", "No services yet", `A service serves one model at an endpoint of its
                own and scales to zero when nobody asks. Choose a model of yours and deploy it.`,
                html`<a class="button filled" href="/models">Go to Models</a>`)}`;
        }
        const shown = services.filter((service) => matches(filter,
            [service.name, service.region, service.modelId ?? "", service.engine ?? "", service.state]));
        return html`${box}<div class="filter"><label class="visually-hidden" for="service-filter">Filter services</label>
            ${icon("search", 18)}<input id="service-filter" type="search" data-input="filter" autocomplete="off"
                placeholder="Filter services" />
            <span class="secondary" role="status">${shown.length} of ${services.length}</span></div>
            <service-costs data-key="costs"></service-costs>
            <section class="card flush" aria-label="Services"><div class="table-wrap"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">URL</th>
                <th scope="col">Model</th><th scope="col">Engine</th><th scope="col">GPU</th>
                <th scope="col">Region</th><th scope="col">Updated</th>
                <th scope="col"><span class="visually-hidden">Actions</span></th></tr></thead>
            <tbody>${shown.map(row)}</tbody></table></div></section>`;
    }
}

function row(service) {
    const { region, name, state, reason, url, modelId, engine, accelerator, updatedAt } = service;
    return html`<tr data-key="service-${region}-${name}">
        <th scope="row"><a href="${paths.service(service)}">${name}</a></th>
        <td data-label="Status">${status("service", state, reason)}</td>
        <td data-label="URL" class="url">${url ? external(url, html`<span title="${url}">${url.replace(/^https?:\/\//, "")}</span>`) : "—"}</td>
        <td data-label="Model">${modelId ?? "—"}</td>
        <td data-label="Engine" class="nowrap">${engineName(engine)}</td>
        <td data-label="GPU" class="nowrap">${gpu(accelerator)}</td>
        <td data-label="Region" class="nowrap">${region}</td>
        <td data-label="Updated" class="nowrap">${time(updatedAt)}</td>
        <td class="row-actions">${session.canWork && html`<button type="button" class="icon-button"
            data-click="remove" data-region="${region}" data-name="${name}" aria-label="Delete ${name}"
            title="Delete">${icon("trash", 18)}</button>`}</td></tr>`;
}

const gpu = (accelerator) => (!accelerator || accelerator === "cpu" ? "none" : accelerator);
