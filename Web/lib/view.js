import { morph } from "./morph.js";
import { session } from "./session.js";

/**
 * The base of every element of the console: state in, markup out, events by name.
 *
 *     class Counter extends View {
 *         state = { count: 0 };
 *         actions = { add: () => this.set({ count: this.state.count + 1 }) };
 *         template() { return html`<button data-click="add">${this.state.count}</button>`; }
 *     }
 *
 * `data-click`, `data-submit`, `data-input` and `data-change` name an action, called with (element, event).
 * The type of the state stands in the class's `extends` tag, as `View<{count: number}>`.
 * `started()` runs once connected; what is given to `cleanup` runs when the element leaves the page.
 * @template {object} [State=object]
 */
export class View extends HTMLElement {
    /** @type {State} */
    state = /** @type {State} */ ({});
    /** @type {Actions} */
    actions = {};
    /**
     * The address that a view was made for; the outlet sets it.
     * @type {Route}
     */
    route = { view: "", title: "", params: {}, query: {}, tab: null, path: "" };
    /** @type {(() => void)[]} */
    #cleanups = [];
    #isQueued = false;

    // Lifecycle

    connectedCallback() {
        for (const type of ["click", "submit", "input", "change"]) {
            this.#listen(type);
        }
        // Who may do what decides which buttons there are.
        this.on(session, "identity", () => this.update());
        this.render();
        this.started();
    }

    /** Once, when the element is on the page and shows its first state. */
    started() {}

    /** After each change of the page. */
    rendered() {}

    /** When the manager answers again. */
    reconnected() {}

    disconnectedCallback() {
        for (const undo of this.#cleanups.splice(0)) undo();
    }

    /** @param {() => void} undo */
    cleanup(undo) {
        this.#cleanups.push(undo);
    }

    /**
     * Listens to an event target for as long as this element is on the page.
     * @template Events
     * @template {keyof Events & string} Name
     * @overload
     * @param {Source<Events>} target
     * @param {Name} type
     * @param {(event: Events[Name]) => unknown} listener
     * @returns {void}
     */
    /**
     * @overload
     * @param {EventTarget} target
     * @param {string} type
     * @param {(event: Event) => unknown} listener
     * @returns {void}
     */
    /**
     * @param {EventTarget} target
     * @param {string} type
     * @param {(event: any) => unknown} listener
     */
    on(target, type, listener) {
        target.addEventListener(type, listener);
        this.cleanup(() => target.removeEventListener(type, listener));
    }

    /**
     * @param {number} milliseconds
     * @param {() => unknown} work
     */
    every(milliseconds, work) {
        const timer = setInterval(work, milliseconds);
        this.cleanup(() => clearInterval(timer));
    }

    /**
     * An element of our own markup that is always there. A missing one is a mistake of the template and says so.
     * @template {keyof HTMLElementTagNameMap} Tag
     * @param {Tag} tag
     * @param {string} [selector]
     * @returns {HTMLElementTagNameMap[Tag]}
     */
    find(tag, selector = tag) {
        const found = this.querySelector(selector);
        if (found?.localName !== tag) throw new Error(`${this.localName} has no <${tag}> ${selector}`);
        return /** @type {HTMLElementTagNameMap[Tag]} */ (found);
    }

    /**
     * An attribute of this element; empty when there is none.
     * @param {string} name
     */
    given(name) {
        return this.getAttribute(name) ?? "";
    }

    // State

    /** @param {Partial<State>} changes */
    set(changes) {
        Object.assign(this.state, changes);
        this.update();
    }

    update() {
        if (this.#isQueued) return;
        this.#isQueued = true;
        queueMicrotask(() => {
            this.#isQueued = false;
            if (this.isConnected) this.render();
        });
    }

    render() {
        morph(this, this.template());
        this.rendered();
    }

    /**
     * What the element shows: `html`…``.
     * @returns {unknown}
     */
    template() {
        return "";
    }

    // Internal

    /** @param {string} type */
    #listen(type) {
        this.on(this, type, (/** @type {Event} */ event) => {
            if (!(event.target instanceof Element)) return;
            const source = /** @type {Control | null} */ (event.target.closest(`[data-${type}]`));
            if (!source || ownerOf(source) !== this) return;
            const action = this.actions[source.dataset[type]];
            if (!action) return;
            if (type === "submit" || source.localName === "button") event.preventDefault();
            action(source, event);
        });
    }
}

/**
 * The innermost view around an element: an inner view's actions do not reach the outer one.
 * @param {Element | null} element
 */
function ownerOf(element) {
    let node = element;
    while (node && !(node instanceof View)) node = node.parentElement;
    return node;
}
