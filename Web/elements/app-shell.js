import { api } from "../lib/api.js";
import { connection } from "../lib/connection.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { navigation } from "../lib/navigation.js";
import { notice } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

const tabs = [["general", "General"], ["models", "Models"], ["services", "Services"]];
const themes = ["system", "light", "dark"];

/** @typedef {{ isDrawerOpen: boolean }} State */

/**
 * `<app-shell>`: header, rail, banners, and the view that the address names.
 * @extends {View<State>}
 */
export class AppShell extends View {
    /** @type {State} */
    state = { isDrawerOpen: false };
    /** @type {Actions} */
    actions = {
        menu: () => this.set({ isDrawerOpen: !this.state.isDrawerOpen }),
        closeMenu: () => this.set({ isDrawerOpen: false }),
        chooser: () => this.#openChooser(),
        closeChooser: () => this.#chooser.close(),
        target: (button) => this.#target(button.value),
        theme: () => (session.theme = themes[(themes.indexOf(session.theme) + 1) % themes.length]),
    };

    get #chooser() {
        return this.find("dialog", "#project-chooser");
    }

    // Lifecycle

    started() {
        for (const type of ["project", "described", "identity", "theme"]) this.on(session, type, () => this.update());
        this.on(navigation, "change", () => this.set({ isDrawerOpen: false }));
        this.on(connection, "change", () => this.#connectionChanged());
        this.on(session, "project", () => this.#describeProject());
        this.on(document, "keydown", (event) => this.#key(event));
        this.on(document, "click", (event) => within(event, "[data-choose-project]") && this.#openChooser());
        this.addEventListener("picked", (event) => within(event, "dialog") && this.#chooser.close());
        this.#identify();
        this.#describeProject();
        live.start();
    }

    async #identify() {
        try {
            session.identify(await api.identity());
        } catch (error) {
            session.identify(null, asProblem(error));
        }
    }

    async #describeProject() {
        const { project } = session;
        if (!project || project === "local" || session.projectView) return;
        try {
            const view = await api.project(project);
            if (session.project === project) session.describe(view);
        } catch {
            // The id stands in for the name; General shows the problem.
        }
    }

    // Actions

    #connectionChanged() {
        this.update();
        if (connection.isOnline && !session.identity) this.#identify();
    }

    #openChooser() {
        this.find("project-picker", "#project-chooser project-picker").reset();
        this.#chooser.showModal();
    }

    /**
     * To this machine, or back to the project that was chosen last.
     * @param {string} name
     */
    #target(name) {
        if (name === "local") session.choose("local");
        else if (session.lastProject) session.choose(session.lastProject);
        else this.#openChooser();
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        if (event.key === "Escape" && this.state.isDrawerOpen) this.set({ isDrawerOpen: false });
        const isTyping = within(event, "input:not([type=checkbox], [type=radio]), textarea, select, dialog");
        const isShortcut = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping);
        if (!isShortcut || document.querySelector("dialog[open]")) return;
        event.preventDefault();
        this.#openChooser();
    }

    // Markup

    template() {
        return html`
            ${this.#header()}
                        <div class="scrim ${this.state.isDrawerOpen ? "open" : ""}" data-click="closeMenu"></div>
                        ${this.#rail()}
                        <main id="main" tabindex="-1">${this.#banners()}<view-outlet></view-outlet></main>
                        <dialog id="project-chooser" class="wide" aria-labelledby="chooser-title">
                <div class="dialog-head"><h2 id="chooser-title">Choose a project</h2>
                                <button type="button" class="icon-button" data-click="closeChooser"
                                    aria-label="Close">${icon("close")}</button></div>
                <project-picker></project-picker>
            </dialog>
        `;
    }

    #header() {
        const { identity, theme } = session;
        return html`<header class="top">
            <button type="button" class="icon-button menu" data-click="menu" aria-label="Menu" aria-controls="rail"
                aria-expanded="${String(this.state.isDrawerOpen)}">${icon("menu")}</button>
            <a class="product" href="/general" aria-label="llm-manager"><img src="/icon.svg" alt="" width="24" height="24" />
                <span>llm-manager</span></a>
            <button type="button" class="project-chip" data-click="chooser" title="Choose a project ( / or Ctrl+K )">
                ${icon("project", 18)}<span>${session.projectName ?? "Choose a project"}</span>${
            icon("down", 18)
        }</button>
            ${this.#targets()}<target-health></target-health>
            <span class="space"></span>
            <button type="button" class="icon-button" data-click="theme" aria-label="Theme: ${theme}"
                title="Theme: ${theme}">${icon(theme)}</button>
            ${
            identity && html`<span class="identity" title="${identity.actor} (${identity.role})">
                ${icon("user")}<span class="identity-text"><span>${identity.actor}</span>
                <span class="secondary">${identity.role}</span></span></span>`
        }
        </header>`;
    }

    /** Where both are to be had: Google Cloud or this machine. */
    #targets() {
        const targets = session.identity?.targets ?? [];
        if (!targets.includes("local") || !targets.includes("project")) return null;
        const isLocal = session.project === "local";
        const button = (/** @type {string} */ name, /** @type {string} */ word, /** @type {boolean} */ isOn) =>
            html`
                <button type="button" value="${name}" data-click="target"
                    aria-pressed="${String(isOn)}">${word}</button>
            `;
        return html`<span class="target-switch" role="group" aria-label="Where models run">
            ${button("project", "Google Cloud", Boolean(session.project) && !isLocal)}
            ${button("local", "This machine", isLocal)}</span>`;
    }

    #rail() {
        const { identity } = session;
        const links = tabs.map(([tab, word]) =>
            html`
                <a href="/${tab}" class="rail-link"
                    aria-current="${navigation.route.tab === tab ? "page" : "false"}">${icon(
                        tab,
                    )}<span>${word}</span></a>
            `
        );
        return html`<nav id="rail" class="rail ${this.state.isDrawerOpen ? "open" : ""}" aria-label="Main">${links}
            <div class="rail-foot">
                ${session.canAdminister && html`<a href="/audit">Audit log</a>`}
                <a href="/api/openapi.json" target="_blank">API description</a>
                ${identity && html`<span class="secondary">Version ${identity.version}</span>`}
            </div></nav>`;
    }

    #banners() {
        return html`<div class="banners" aria-live="polite">
            ${
            !connection.isOnline && notice(
                "warning",
                html`<strong>Connection lost.</strong> As it was at ${clockTime(connection.since)}.
                Trying again every two seconds.`,
            )
        }
            ${
            session.identity?.simulated && html`<p class="simulated">${icon("warning", 18)}<span><strong>Simulated
                cloud.</strong> ${
                session.project === "local"
                    ? "Models come from simulated hubs; engines of this machine are real."
                    : "Nothing here costs money, and answers come from a stand-in engine."
            }</span></p>`
        }
        </div>`;
    }
}

/** @param {number} milliseconds */
const clockTime = (milliseconds) =>
    html`<time datetime="${new Date(milliseconds).toISOString()}">${
        new Date(milliseconds).toLocaleTimeString()
    }</time>`;

/**
 * Whether an event comes from inside of an element that fits.
 * @param {Event} event
 * @param {string} selector
 */
function within(event, selector) {
    return event.target instanceof Element && event.target.closest(selector) !== null;
}
