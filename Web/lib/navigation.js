import { match } from "./router.js";
import { session } from "./session.js";

/** The page's address as an event source: `change` with the new route, from links, Back and `go`. */
class Navigation extends EventTarget {
    route = match(location.pathname + location.search);

    /** Whether the page was opened at an address that names a project. */
    #namesProject = new URLSearchParams(location.search).has("project");

    start() {
        addEventListener("popstate", () => this.#back());
        session.addEventListener("project", () => this.isArriving || this.#named());
        this.#named();
        document.addEventListener("click", (event) => this.#clicked(event));
    }

    /**
     * @param {string} address
     * @param {{replace?: boolean}} [how]
     */
    go(address, { replace = false } = {}) {
        const carried = this.#carried(address);
        if (replace) history.replaceState(null, "", carried);
        else history.pushState(null, "", carried);
        this.#changed();
    }

    /**
     * The address with the target that it is about, so that it leads to the same from elsewhere: this machine always, a
     * project when the page was opened with one.
     * @param {string} address
     */
    #carried(address) {
        const url = new URL(address, location.origin);
        if (session.project && (session.project === "local" || this.#namesProject)) {
            url.searchParams.set("project", session.project);
        } else {
            url.searchParams.delete("project");
        }
        return url.pathname + url.search;
    }

    /** Names the target in the address that is there. */
    #named() {
        history.replaceState(null, "", this.#carried(location.pathname + location.search));
    }

    /** True while another target is chosen for an address that is about it: the page that is there now goes anyway. */
    isArriving = false;

    /**
     * To an address of another target.
     * @param {string} target
     * @param {string} address
     */
    enter(target, address) {
        this.#choose(target);
        this.go(address);
    }

    /** An address of before may be about another target. */
    #back() {
        const target = new URLSearchParams(location.search).get("project");
        if (target && target !== session.project) this.#choose(target);
        this.#changed();
    }

    /** @param {string} target */
    #choose(target) {
        this.isArriving = true;
        session.choose(target);
        this.isArriving = false;
    }

    #changed() {
        this.route = match(location.pathname + location.search);
        this.dispatchEvent(new Event("change"));
    }

    /** @param {MouseEvent} event */
    #clicked(event) {
        const link = event.target instanceof Element && event.target.closest("a");
        if (!link || !link.href || link.target || link.hasAttribute("download") || event.defaultPrevented) return;
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const url = new URL(link.href, location.href);
        if (url.origin !== location.origin || url.pathname.startsWith("/api/") || url.hash) return;
        event.preventDefault();
        this.go(url.pathname + url.search);
    }
}

export const navigation = new Navigation();
