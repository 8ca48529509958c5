import { api } from "../lib/api.js";
import { follow } from "../lib/follow.js";
import { bytes } from "../lib/format.js";
import { html } from "../lib/html.js";
import { engineName, notice, problemBox, refreshButton, skeleton, status } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     machine: API.MachineView | null,
 *     devices: API.DeviceList | null,
 *     problem: Problem | null,
 *     busy: boolean,
 * }} State
 */

/**
 * `<machine-card>`: the GPUs of this machine, live, its engines, what is missing, and what engines have left.
 * @extends {View<State>}
 */
export class MachineCard extends View {
    /** @type {State} */
    state = { machine: null, devices: null, problem: null, busy: false };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        retry: () => this.#load(),
        endOrphans: () => this.#endOrphans(),
    };

    started() {
        this.#load();
        this.cleanup(follow("/api/local/devices", {
            onEvent: ({ type, data }) => type === "devices" && this.set({ devices: JSON.parse(data) }),
            onProblem: () => {},
        }));
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        this.set({ busy: true, problem: null });
        try {
            const machine = await api.machine();
            this.set({ machine, devices: machine.devices, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    async #endOrphans() {
        try {
            const { orphans } = await api.endOrphans(this.state.machine?.orphans ?? []);
            toast(`Ended ${orphans.length} left ${orphans.length === 1 ? "engine" : "engines"}`);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.#load();
    }

    template() {
        return html`<section class="card span" aria-labelledby="machine-title">
            <div class="card-head"><h2 id="machine-title">This machine</h2>${this.#summary()}
                <span class="space"></span>${refreshButton(this.state.busy)}</div>
            ${problemBox(this.state.problem, { retry: "retry" })}${this.#content()}</section>`;
    }

    #summary() {
        const { machine } = this.state;
        if (!machine) return null;
        const free = !isKnown(machine.freeMemory) ? "" : `, ${bytes(machine.freeMemory)} free`;
        return html`<span class="secondary">${machine.cores} cores, ${bytes(machine.memory)} memory${free}</span>`;
    }

    #content() {
        const { machine, devices, problem } = this.state;
        if (!machine || !devices) return problem ? null : skeleton(5);
        return html`
            ${this.#devices(devices)}
                        <section class="check-group">
                <h3>Engines</h3>
                <ul class="checks">${machine.engines.map(engine)}</ul>
            </section>
                        ${this.#missing(machine.checks)}${this.#orphans(machine.orphans)}
        `;
    }

    /** @param {API.DeviceList} given */
    #devices({ devices, driver, source }) {
        if (devices.length === 0) {
            return notice(
                "info",
                html`<strong>No GPU in use.</strong> Engines run on the processor; what is missing is
                listed below.`,
            );
        }
        return html`
            <ul class="device-list" aria-label="GPUs">${devices.map(device)}</ul>
            <p class="secondary">Driver ${driver ?? "unknown"}, told by ${source}.</p>
        `;
    }

    /** @param {API.CheckView[]} checks */
    #missing(checks) {
        const open = checks.filter(({ state, id }) => state !== "ok" && !id.startsWith("machine.engine."));
        if (open.length === 0) return null;
        return html`
            <section class="check-group">
                <h3>What to look at</h3>
                <ul class="checks">${open.map(line)}</ul>
            </section>
        `;
    }

    /** @param {API.OrphanView[]} orphans */
    #orphans(orphans) {
        if (orphans.length === 0) return null;
        const names = orphans.map(({ pid, service, container }) => container ?? `${pid} (${service})`).join(", ");
        return html`<div class="row"><span>Left without a service: ${names}</span><span class="space"></span>
            ${
            session.canWork && html`<button type="button" class="outlined" data-click="endOrphans">End
                them</button>`
        }</div>`;
    }
}

/** @param {Maybe<number>} value */
const isKnown = (value) => value !== null && value !== undefined;

/** @param {API.DeviceView} given */
function device({ accelerator, uuid, name, memory, free, utilization, temperature, processes }) {
    const used = memory - free;
    const facts = [
        !isKnown(utilization) ? "use unknown" : `${utilization} % busy`,
        !isKnown(temperature) ? "temperature unknown" : `${temperature} °C`,
        processes ? programs(processes) : "programs unknown",
    ];
    return html`
        <li class="device" data-key="${uuid}">
            <div class="row"><span class="strong">${name}</span><code>${accelerator}</code><span class="space"></span>
                    <span>${bytes(free)} of ${bytes(memory)} free</span></div>
            <progress max="${memory}" value="${used}" aria-label="Memory in use of ${accelerator}"></progress>
            <p class="secondary">${facts.join(" · ")}</p>
        </li>
    `;
}

/** @param {API.DeviceViewProgram[]} processes */
function programs(processes) {
    if (processes.length === 0) return "no program";
    return processes.map(({ pid, memory, service }) =>
        `${service ?? `process ${pid}`}${!isKnown(memory) ? "" : ` ${bytes(memory)}`}`
    ).join(", ");
}

/** @param {API.EngineProgramView} given */
function engine({ engine: kind, version, path, problem, fix }) {
    return html`
        <li class="check" data-key="engine-${kind}">
            <div class="check-state">${status("check", problem ? "warning" : "ok")}</div>
            <div class="check-text"><span class="strong">${engineName(kind)}</span>:
                    <span>${problem ?? html`version ${version ?? "unknown"}, <code>${path}</code>`}</span>
                    ${fix && html`<p class="secondary">${fix}</p>`}</div>
        </li>
    `;
}

/** @param {API.CheckView} given */
function line({ id, title, detail, why, command, state }) {
    return html`
        <li class="check" data-key="${id}">
            <div class="check-state">${status("check", state)}</div>
            <div class="check-text"><span class="strong">${title}</span> <span>${detail}</span>
                    <p class="secondary">${why}</p>
                    ${command && html`<div class="command"><code>${command}</code>
                <copy-button text="${command}" label="Copy command"></copy-button></div>`}</div>
        </li>
    `;
}
