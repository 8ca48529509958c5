import { api } from "../lib/api.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { notice, options, problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

const kinds = [["user", "User"], ["group", "Group"], ["serviceAccount", "Service account"], ["domain", "Domain"], [
    "allUsers",
    "Everybody (no sign-in)",
], ["allAuthenticatedUsers", "Everybody with a Google account"]];
/** @type {Record<string, string>} */
const words = { ...Object.fromEntries(kinds), other: "Other" };
/** @param {string} kind */
const isEverybody = (kind) => kind === "allUsers" || kind === "allAuthenticatedUsers";

/** @typedef {{ access: API.AccessView | null, problem: Problem | null, busy: boolean, kind: string }} State */

/**
 * `<service-permissions region="…" name="…">`: who may call a service; letting somebody in, taking somebody off.
 * @extends {View<State>}
 */
export class ServicePermissions extends View {
    /** @type {State} */
    state = { access: null, problem: null, busy: false, kind: "user" };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        kind: (select) => this.set({ kind: select.value }),
        add: () => this.#add(),
        remove: (button) => this.#remove(button.dataset.member),
        private: () => this.#change({ action: "makePrivate" }, "The service is private."),
    };

    started() {
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    /** @returns {[region: string, name: string]} */
    get #place() {
        return [this.given("region"), this.given("name")];
    }

    async #load() {
        this.set({ busy: true });
        try {
            this.set({ access: await api.permissions(...this.#place), problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    // Actions

    /**
     * @param {API.AccessRequest} body
     * @param {string} said
     */
    async #change(body, said) {
        this.set({ busy: true, problem: null });
        try {
            const access = await api.changePermissions(...this.#place, { etag: this.state.access?.etag, ...body });
            this.set({ access });
            toast(said);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    #add() {
        const { kind } = this.state;
        const input = isEverybody(kind) ? null : this.find("input", "#member-value");
        const value = input?.value.trim() ?? "";
        const member = isEverybody(kind) ? kind : `${kind}:${value}`;
        if (input && value === "") return input.focus();
        if (!isEverybody(kind)) return this.#change({ action: "add", member }, `${value} may call the service now.`);
        this.find("confirm-dialog").ask({
            title: "Make the service public?",
            text: html`<strong>${words[kind]}</strong> may then call it, from anywhere, and every call costs.`,
            verb: "Make it public",
            work: () =>
                api.changePermissions(...this.#place, {
                    action: "add",
                    member,
                    confirmPublic: true,
                    etag: this.state.access?.etag,
                }),
            done: (access) => this.set({ access }),
        });
    }

    /** @param {string} member */
    #remove(member) {
        this.find("confirm-dialog").ask({
            title: "Take this caller off?",
            text:
                html`<strong>${member}</strong> may no longer call the service; that takes effect within a minute or so.`,
            verb: "Take off",
            work: () =>
                api.changePermissions(...this.#place, { action: "remove", member, etag: this.state.access?.etag }),
            done: (access) => this.set({ access }),
        });
    }

    // Markup

    template() {
        const { access, problem, busy } = this.state;
        return html`
            <section class="card flush" aria-labelledby="callers-title"><div class="card-head">
                        <h2 id="callers-title">Who may call</h2><span class="space"></span>${refreshButton(busy)}</div>
                        ${problem && html`<div class="pad">${problemBox(problem, { retry: "refresh" })}</div>`}
                        ${access
                            ? this.#content(access)
                            : !problem && html`<div class="pad">${skeleton(4)}</div>`}</section>
            <confirm-dialog></confirm-dialog>
        `;
    }

    /** @param {API.AccessView} access */
    #content({ isPublic, invokerCheckDisabled, invokers, inheritedProblem }) {
        const open = isPublic &&
            notice(
                "warning",
                html`<strong>Everybody on the internet may call this service.</strong>
            <p>${
                    invokerCheckDisabled
                        ? "Cloud Run asks nobody who calls (the invoker check is off)."
                        : "By a member below."
                }</p>
            ${
                    session.canWork &&
                    html`<button type="button" class="outlined small" data-click="private">Make it private</button>`
                }`,
            );
        return html`${open && html`<div class="pad">${open}</div>`}${session.canWork && this.#form()}
            ${
            invokers.length === 0 ? html`<p class="secondary pad">Nobody has a right to call it.</p>` : table(invokers)
        }
            ${
            inheritedProblem &&
            html`<div class="pad">${notice("info", `Roles on the project are not shown: ${inheritedProblem}`)}</div>`
        }`;
    }

    #form() {
        const { kind, busy } = this.state;
        return html`<form class="log-filter" data-submit="add"><div class="field"><label for="member-kind">Kind</label>
            <select id="member-kind" data-change="kind">${options(kinds, kind)}</select></div>
            ${
            !isEverybody(kind) &&
            html`<div class="field grow"><label for="member-value">${kind === "domain" ? "Domain" : "E-mail"}</label>
                <input id="member-value" autocomplete="off" placeholder="${
                kind === "domain" ? "example.org" : "name@example.org"
            }" /></div>`
        }
            <button type="submit" class="filled align-end" ${flag("disabled", busy)}>Let in</button></form>`;
    }
}

/** @param {API.Invoker[]} invokers */
function table(invokers) {
    return html`
        <div class="table-wrap">
            <table>
                <thead>
                    <tr>
                        <th scope="col">Member</th>
                        <th scope="col">Kind</th>
                        <th scope="col">Role</th>
                        <th scope="col">From</th>
                        <th scope="col">Condition</th>
                        <th scope="col"><span class="visually-hidden">Actions</span></th>
                    </tr>
                </thead>
                <tbody>${invokers.map(({ member, kind, role, isInherited, condition }) =>
                    html`
                        <tr
                            data-key="invoker-${member}-${role}-${isInherited}-${condition ?? ""}">
                            <th scope="row" class="wrap">${member}</th>
                            <td data-label="Kind">${words[kind] ?? kind}</td>
                            <td data-label="Role"><code class="wrap">${role}</code></td>
                            <td data-label="From">${isInherited ? "the project" : "this service"}</td>
                            <td data-label="Condition">${condition ?? "—"}</td>
                            <td class="row-actions">${!isInherited && !condition && role === "roles/run.invoker" &&
                                session.canWork &&
                                html`
                                    <button type="button" class="icon-button" data-click="remove" data-member="${member}"
                                        aria-label="Take ${member} off" title="Take off">${icon("trash", 18)}</button>
                                `}</td>
                        </tr>
                    `
                )}</tbody>
            </table>
        </div>
    `;
}
