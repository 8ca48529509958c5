import { html } from "./html.js";

/** Our own drawings on a 24-unit grid, strokes only. */
/** @type {Record<string, string[]>} */
const drawings = {
    menu: ["M4 7h16M4 12h16M4 17h16"],
    general: ["M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3", "M13 5v4M7 10v4M13 15v4"],
    models: ["M12 3l8 4.500v9L12 21l-8-4.500v-9z", "M4 7.500l8 4.500 8-4.500M12 12v9"],
    services: ["M4 5h16v5H4zM4 14h16v5H4z", "M8 7.500h.01M8 16.500h.01"],
    check: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8 12.500l2.700 2.700L16 9.700"],
    error: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.500v5.500M12 16.300v.2"],
    warning: ["M12 4l9 16H3z", "M12 10v4.500M12 17v.2"],
    help: [
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
        "M9.500 9.700a2.500 2.500 0 1 1 3.600 2.200c-.8.4-1.100.9-1.100 1.800M12 16.500v.2",
    ],
    clock: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M12 7.500V12l3 2"],
    sync: ["M20 12a8 8 0 0 1-14.500 4.600M4 12a8 8 0 0 1 14.500-4.600", "M18.500 3.500v4h-4M5.500 20.500v-4h4"],
    pause: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M10 9v6M14 9v6"],
    stop: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M8 12h8"],
    play: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z", "M10 8.500v7l5.500-3.500z"],
    copy: ["M9 9h10v11H9z", "M15 9V5H5v11h4"],
    open: ["M14 5h5v5M19 5l-8 8", "M17 14v5H5V7h5"],
    close: ["M6 6l12 12M18 6L6 18"],
    add: ["M12 5v14M5 12h14"],
    search: ["M10.500 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12z", "M15 15l5 5"],
    down: ["M7 10l5 5 5-5"],
    up: ["M7 14l5-5 5 5"],
    trash: ["M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5"],
    refresh: ["M19 12a7 7 0 1 1-2-5l2 2", "M19 4.500V9h-4.500"],
    user: ["M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", "M4.500 20c.8-3.500 3.600-5.500 7.500-5.500s6.700 2 7.500 5.500"],
    system: ["M4 5h16v11H4z", "M9 20h6M12 16v4"],
    light: [
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
        "M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
    ],
    dark: ["M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z"],
    project: ["M4 6h6l2 2.500h8V19H4z"],
    bucket: ["M5 7l2 13h10l2-13", "M5 7c0-1.700 3-3 7-3s7 1.300 7 3-3 3-7 3-7-1.300-7-3z"],
    shield: [
        "M12 3l7 2.500v5.500c0 4.600-2.900 8-7 10-4.100-2-7-5.400-7-10V5.500z",
        "M8.800 12l2.300 2.300 4.200-4.500",
    ],
    rocket: [
        "M12 15l-3-3c1-4 3.500-7.500 9-8.500-.5 5.500-4 8.500-8 9.500",
        "M9 12l-4 .8L7.500 9H11M12 15l-.8 4 3.800-2.500V13M5 19l2.500-2.500",
    ],
};

/**
 * Decoration: hidden from assistive technology, so a word must stand beside it.
 * @param {string} name
 */
export function icon(name, size = 20) {
    const paths = (drawings[name] ?? drawings.help).map((path) => html`<path d="${path}" />`);
    return html`
        <svg class="icon icon-${name}" width="${size}" height="${size}" viewBox="0 0 24 24" aria-hidden="true"
            fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"
            stroke-linejoin="round">${paths}</svg>
    `;
}
