import { morph } from "./morph.js";

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
 * `started()` runs once connected; what is given to `cleanup` runs when the element leaves the page.
 */
export class View extends HTMLElement {
    state = {};
    actions = {};
    #cleanups = [];
    #isQueued = false;

    // Lifecycle

    connectedCallback() {
        for (const type of ["click", "submit", "input", "change"]) {
            this.#listen(type);
        }
        this.render();
        this.started?.();
    }

    disconnectedCallback() {
        for (const undo of this.#cleanups.splice(0)) undo();
    }

    cleanup(undo) {
        this.#cleanups.push(undo);
    }

    /** Listens to an event target for as long as this element is on the page. */
    on(target, type, listener) {
        target.addEventListener(type, listener);
        this.cleanup(() => target.removeEventListener(type, listener));
    }

    every(milliseconds, work) {
        const timer = setInterval(work, milliseconds);
        this.cleanup(() => clearInterval(timer));
    }

    // State

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
        this.rendered?.();
    }

    // Internal

    #listen(type) {
        this.on(this, type, (event) => {
            const source = event.target.closest?.(`[data-${type}]`);
            if (!source || ownerOf(source) !== this) return;
            const action = this.actions[source.dataset[type]];
            if (!action) return;
            if (type === "submit" || source.localName === "button") event.preventDefault();
            action(source, event);
        });
    }
}

/** The innermost view around an element: an inner view's actions do not reach the outer one. */
function ownerOf(element) {
    let node = element;
    while (node && !(node instanceof View)) node = node.parentElement;
    return node;
}
