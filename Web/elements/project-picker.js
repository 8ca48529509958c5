import { api } from "../lib/api.js";
import { debounced } from "../lib/debounce.js";
import { flag, html } from "../lib/html.js";
import { field, notice, problemBox, skeleton } from "../lib/parts.js";
import { asProblem, isAbort } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     list: API.ProjectList | null,
 *     problem: Problem | null,
 *     chosen: string | null,
 *     typed: string,
 *     busy: boolean,
 * }} State
 */

/**
 * `<project-picker>`: search, list, Confirm; an id typed by hand where listing is denied. Fires `picked` (bubbles) once
 * the session works on the new project.
 * @extends {View<State>}
 */
export class ProjectPicker extends View {
    static #count = 0;
    /** Several pickers may be on one page; each has ids of its own. */
    #number = ++ProjectPicker.#count;
    /** @type {State} */
    state = { list: null, problem: null, chosen: null, typed: "", busy: false };
    #query = "";
    #search = debounced(250, (/** @type {AbortSignal} */ signal) => this.#load(signal));
    /** @type {Actions} */
    actions = {
        query: (input) => this.#searchFor(input.value),
        choose: (input) => this.set({ chosen: input.value }),
        typed: (input) => this.set({ typed: input.value.trim(), problem: null }),
        confirm: () => this.#confirm(),
        confirmTyped: () => this.#confirmTyped(),
        retry: () => this.#load(),
        more: () => this.#load(undefined, this.state.list?.nextPageToken),
    };

    started() {
        this.#load();
        this.on(session, "identity", () => this.update());
        this.cleanup(() => this.#search.cancel());
    }

    /** As when it opens: the current project marked, the search ready to type into. */
    reset() {
        this.set({ chosen: session.project });
        queueMicrotask(() => this.querySelector("input")?.focus());
        if (this.state.problem) this.#load();
    }

    /** @param {string} text */
    #searchFor(text) {
        this.#query = text.trim();
        this.#search();
    }

    /**
     * @param {AbortSignal} [signal]
     * @param {Maybe<string>} [pageToken]
     */
    async #load(signal, pageToken) {
        try {
            const list = await api.projects(this.#query, pageToken, signal);
            const earlier = pageToken ? this.state.list?.projects ?? [] : [];
            this.set({ list: { ...list, projects: [...earlier, ...list.projects] }, problem: null });
        } catch (error) {
            if (!isAbort(error)) this.set({ problem: asProblem(error) });
        }
    }

    #confirm() {
        const { chosen, list } = this.state;
        if (chosen) this.#pick(chosen, list?.projects.find((project) => project.id === chosen) ?? null);
    }

    async #confirmTyped() {
        const { typed } = this.state;
        if (!typed || this.state.busy) return;
        this.set({ busy: true, problem: null });
        try {
            this.#pick(typed, await api.project(typed));
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    /**
     * @param {string} id
     * @param {API.ProjectView | null} view
     */
    #pick(id, view) {
        session.choose(id, view);
        this.dispatchEvent(new Event("picked", { bubbles: true }));
    }

    template() {
        const { list, problem } = this.state;
        if (!list) return problem ? problemBox(problem, { retry: "retry" }) : skeleton(4);
        return html`<div class="picker">${list.canList ? this.#listing(list) : this.#manual(list)}</div>`;
    }

    /** @param {API.ProjectList} list */
    #listing(list) {
        const { chosen, problem } = this.state;
        const targets = session.identity?.targets ?? [];
        const local = targets.includes("local") ? [{ id: "local", name: "This machine" }] : [];
        return html`<form data-submit="confirm">
            ${
            field(
                `project-query-${this.#number}`,
                "Search projects",
                html`
                    <input
                        id="project-query-${this.#number}" type="search"
                        data-input="query" placeholder="Name or ID" autocomplete="off" />
                `,
            )
        }
            ${problemBox(problem, { retry: "retry" })}
            <fieldset class="choices"><legend class="visually-hidden">Projects</legend>
                ${[...local, ...list.projects].map((project) => this.#choice(project))}
                ${list.projects.length === 0 && html`<p class="secondary pad">No project matches.</p>`}
            </fieldset>
            <div class="row">
                ${list.nextPageToken && html`<button type="button" class="text" data-click="more">Show more</button>`}
                <span class="space"></span>
                <button type="submit" class="filled" ${flag("disabled", !chosen)}>Confirm</button></div></form>`;
    }

    /** @param {{ id: string, name?: Maybe<string>, state?: Maybe<string> }} project */
    #choice({ id, name, state }) {
        return html`<label class="choice" data-key="project-${id}"><input type="radio" name="project" value="${id}"
            data-change="choose" ${flag("checked", this.state.chosen === id)} />
            <span class="choice-text"><span>${name ?? id}</span><span class="secondary mono">${id}</span></span>
            ${state && state !== "ACTIVE" && html`<span class="chip warning">${state}</span>`}</label>`;
    }

    /** @param {API.ProjectList} list */
    #manual(list) {
        const { typed, problem, busy } = this.state;
        return html`<form data-submit="confirmTyped">
            ${
            notice(
                "info",
                html`<strong>Projects cannot be listed</strong><p>${
                    list.problem?.detail ??
                        "This identity may not list projects."
                } Type the project's ID instead.</p>`,
            )
        }
            ${
            field(
                `project-id-${this.#number}`,
                "Project ID",
                html`
                    <input
                        id="project-id-${this.#number}" data-input="typed" autocomplete="off"
                        spellcheck="false" placeholder="my-project-123" />
                `,
                "As in the Cloud console's address: project=…",
            )
        }
            ${problemBox(problem)}
            <div class="row end"><button type="submit" class="filled" ${flag("disabled", !typed || busy)}>
                ${busy ? "Checking…" : "Confirm"}</button></div></form>`;
    }
}
