import { rate } from "./format.js";
import { html } from "./html.js";

/** @typedef {{at: number, value: number}} Point */

const WIDTH = 160;
const HEIGHT = 32;

/**
 * Keeps the last `limit` values; equal times keep the newer. Pure.
 * @param {Point[]} points
 * @param {Point} point
 */
export function appended(points, point, limit = 60) {
    const others = points.at(-1)?.at === point.at ? points.slice(0, -1) : points;
    return [...others, point].slice(-limit);
}

/**
 * The line's corners in a box of 160 by 32, oldest left; the highest value touches the top. Pure.
 * @param {Pick<Point, "value">[]} points
 */
export function corners(points) {
    const highest = Math.max(...points.map((point) => point.value), 1);
    const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
    return points.map((
        { value },
        index,
    ) => [round(index * step), round(HEIGHT - 1 - (value / highest) * (HEIGHT - 2))]);
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * How the rate went lately; its highest and last values in words for those who do not see it.
 * @param {Point[]} points
 */
export function rateLine(points) {
    if (points.length < 2) return null;
    const line = corners(points).map((corner) => corner.join(",")).join(" ");
    const highest = Math.max(...points.map((point) => point.value));
    const words = `Rate of the last ${points.length} readings: now ${rate(points.at(-1)?.value)}, at most ${
        rate(highest)
    }`;
    return html`
        <svg class="sparkline" role="img" aria-label="${words}" viewBox="0 0 160 32" width="160" height="32"
            preserveAspectRatio="none">
            <title>${words}</title>
            <polyline points="${line}" fill="none" stroke="currentColor"
                stroke-width="1.5" stroke-linejoin="round" />
        </svg>
    `;
}
