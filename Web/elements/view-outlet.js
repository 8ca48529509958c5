import { connection } from "../lib/connection.js";
import { navigation } from "../lib/navigation.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** `<view-outlet>`: holds the view that the address names; a new one after each navigation or change of project. */
export class ViewOutlet extends HTMLElement {
    /** @type {(() => void)[]} */
    #undo = [];

    connectedCallback() {
        this.#show({ focus: false });
        this.#on(navigation, "change", () => this.#show({ focus: true }));
        this.#on(session, "project", () => this.#projectChanged());
        this.#on(connection, "change", () => connection.isOnline && this.#reconnected());
    }

    /** Everything on the page that shows an answer asks again. */
    #reconnected() {
        for (const element of this.querySelectorAll("*")) {
            if (element instanceof View) element.reconnected();
        }
    }

    disconnectedCallback() {
        for (const undo of this.#undo.splice(0)) undo();
    }

    /**
     * @param {EventTarget} target
     * @param {string} type
     * @param {() => unknown} listener
     */
    #on(target, type, listener) {
        target.addEventListener(type, listener);
        this.#undo.push(() => target.removeEventListener(type, listener));
    }

    /** A page about one thing of the earlier project makes room for its list. */
    #projectChanged() {
        if (navigation.isArriving) return;
        const { view, tab } = navigation.route;
        if (["model", "import-progress", "service", "deploy"].includes(view)) navigation.go(`/${tab}`);
        else if (view !== "general") this.#show({ focus: false });
    }

    /** @param {{ focus: boolean }} how */
    #show({ focus }) {
        const { route } = navigation;
        const view = document.createElement(`view-${route.view}`);
        if (view instanceof View) view.route = route;
        this.replaceChildren(view);
        document.title = `${route.title} – llm-manager`;
        if (!focus) return;
        scrollTo(0, 0);
        this.querySelector("h1")?.focus({ preventScroll: true });
    }
}
