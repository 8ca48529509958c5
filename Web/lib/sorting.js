import { html } from "./html.js";
import { icon } from "./icons.js";

/** @typedef {{column: string, isDescending: boolean}} Order */

/**
 * Rows by one column. `keys` gives what a column compares: {size: (row) => row.size}. Pure; equal rows keep their order.
 * Rows without a value come last either way.
 * @template Row
 * @param {Row[]} rows
 * @param {Order} order
 * @param {Record<string, (row: Row) => Maybe<string | number>>} keys
 */
export function sorted(rows, { column, isDescending }, keys) {
    const key = keys[column];
    if (!key) return [...rows];
    const sign = isDescending ? -1 : 1;
    return [...rows].sort((a, b) => {
        const [left, right] = [key(a), key(b)];
        if (isMissing(left) || isMissing(right)) return Number(isMissing(left)) - Number(isMissing(right));
        if (typeof left === "number" && typeof right === "number") return sign * (left - right);
        return sign * words.compare(String(left), String(right));
    });
}

/**
 * The order after a click on a column's head: ascending first, then descending.
 * @param {Order} order
 * @param {string} column
 * @returns {Order}
 */
export function toggled(order, column) {
    return { column, isDescending: order.column === column && !order.isDescending };
}

/** Made once: comparing through it is ten times as fast as `localeCompare`. */
const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** @param {unknown} value */
const isMissing = (value) => value === null || value === undefined || value === "";

/**
 * A column's head that sorts: a button, and `aria-sort` for those who do not see the arrow.
 * @param {string} column
 * @param {string} word
 * @param {Order} order
 */
export function sortHead(column, word, order, { isNumber = false } = {}) {
    const isSorted = order.column === column;
    const direction = isSorted ? (order.isDescending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class="${isNumber ? "number" : ""}" aria-sort="${direction}"><button type="button"
        class="sort" data-click="sort" data-column="${column}">${word}${
        isSorted &&
        icon(order.isDescending ? "down" : "up", 16)
    }</button></th>`;
}
