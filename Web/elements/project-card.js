import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** @typedef {{ isEditing: boolean, problem: Problem | null }} State */

/**
 * `<project-card>`: the project that everything works on; selected, or being chosen.
 * @extends {View<State>}
 */
export class ProjectCard extends View {
    /** @type {State} */
    state = { isEditing: !session.project, problem: null };
    /** @type {Actions} */
    actions = {
        change: () => this.set({ isEditing: true }),
        keep: () => this.set({ isEditing: false }),
        retry: () => this.#load(),
    };

    started() {
        this.addEventListener("picked", () => this.set({ isEditing: false, problem: null }));
        this.on(session, "project", () => this.set({ isEditing: false, problem: null }));
        this.on(session, "described", () => this.update());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        const { project } = session;
        if (!project || project === "local") return;
        try {
            session.describe(await api.project(project));
            this.set({ problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    template() {
        const { isEditing } = this.state;
        return html`<section class="card" aria-labelledby="project-title">
            <div class="card-head"><h2 id="project-title">Project</h2>
                ${
            isEditing && session.project && html`<button type="button" class="text" data-click="keep">Keep
                    ${session.project}</button>`
        }</div>
            ${isEditing ? html`<project-picker></project-picker>` : this.#selected()}</section>`;
    }

    #selected() {
        const { projectView: view, project } = session;
        return html`${problemBox(this.state.problem, { retry: "retry" })}
            <div class="row selected-project">
                ${!this.state.problem && html`<span class="status ok">${icon("check", 24)}</span>`}
                <span class="choice-text"><span class="strong">${session.projectName}</span>
                    <span class="secondary mono">${project}${view?.number && ` · ${view.number}`}</span></span>
                <span class="space"></span>
                <button type="button" class="outlined" data-click="change">Change</button></div>`;
    }
}
