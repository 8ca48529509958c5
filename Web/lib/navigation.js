import { match } from "./router.js";

/** The page's address as an event source: `change` with the new route, from links, Back and `go`. */
class Navigation extends EventTarget {
    route = match(location.pathname + location.search);

    start() {
        addEventListener("popstate", () => this.#changed());
        document.addEventListener("click", (event) => this.#clicked(event));
    }

    /**
     * @param {string} address
     * @param {{replace?: boolean}} [how]
     */
    go(address, { replace = false } = {}) {
        if (replace) history.replaceState(null, "", address);
        else history.pushState(null, "", address);
        this.#changed();
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
