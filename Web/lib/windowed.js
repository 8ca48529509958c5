import { Blocks } from "./blocks.js";
import { html } from "./html.js";

/** A list of so many rows is shown whole. */
const few = 100;

/**
 * `widths` are those of a table's columns, measured in a window that was `at` wide; `held` is the table that keeps them.
 * @typedef {object} List
 * @property {Blocks} blocks
 * @property {number} from
 * @property {number} to
 * @property {number[]} widths
 * @property {number} at
 * @property {HTMLTableElement | null} held
 */

/**
 * Shows of a long list the rows near what can be seen, and gaps of the right height in place of the others: a list of
 * thousands costs as much as one of fifty. A table's columns do not move while one scrolls, whatever rows come near.
 * A view holds one, takes its rows through `rows`, and calls `start` and `settle` in `started` and `rendered`.
 */
export class Windowed {
    /** @type {Map<string, List>} */
    #lists = new Map();
    #isQueued = false;
    #view;
    #size;
    #scroller;

    /**
     * @param {import("./view.js").View<any>} view
     * @param {{size?: number, scroller?: string}} [how] rows of a block; what scrolls, when it is not the page
     */
    constructor(view, { size = 10, scroller } = {}) {
        this.#view = view;
        this.#size = size;
        this.#scroller = scroller;
    }

    start() {
        // Scrolling does not bubble, but it can be heard on its way down.
        const queue = () => this.#queue();
        document.addEventListener("scroll", queue, { passive: true, capture: true });
        this.#view.cleanup(() => document.removeEventListener("scroll", queue, { capture: true }));
        this.#view.on(globalThis.window, "resize", queue);
    }

    /**
     * The markup of the rows that are near, with a gap before and after them.
     * @template Item
     * @param {string} key tells the lists of a view apart
     * @param {Item[]} items
     * @param {(item: Item, index: number) => unknown} row
     * @param {(key: string) => unknown} gap one element with `class="gap"` and this `data-key`
     */
    rows(key, items, row, gap) {
        let list = this.#lists.get(key);
        if (items.length <= few) {
            if (list) release(list);
            this.#lists.delete(key);
            return html`${items.map(row)}`;
        }
        list ??= { blocks: new Blocks(this.#size), from: 0, to: few / 2 / this.#size, widths: [], at: 0, held: null };
        this.#lists.set(key, list);
        list.blocks.hold(items.length);
        list.from = Math.min(list.from, list.blocks.length - 1);
        list.to = Math.min(Math.max(list.to, list.from + 1), list.blocks.length);
        const start = list.from * this.#size;
        const near = items.slice(start, list.to * this.#size);
        return html`${gap(`${key}-above`)}${near.map((item, index) => row(item, start + index))}${gap(`${key}-below`)}`;
    }

    /** After the rows are on the page: learns their heights, and looks whether others have come near. */
    settle() {
        let isElsewhere = false;
        for (const [key, list] of this.#lists) {
            const above = this.#gap(`${key}-above`);
            const below = this.#gap(`${key}-below`);
            if (!above || !below) continue;
            hold(list, above.closest("table"));
            this.#measure(list, above, below);
            setHeight(above, list.blocks.span(0, list.from));
            setHeight(below, list.blocks.span(list.to, list.blocks.length));
            if (this.#move(list, above)) isElsewhere = true;
        }
        if (isElsewhere) this.#view.update();
    }

    // Internal

    #queue() {
        if (this.#isQueued || this.#lists.size === 0) return;
        this.#isQueued = true;
        requestAnimationFrame(() => {
            this.#isQueued = false;
            if (this.#view.isConnected) this.settle();
        });
    }

    /**
     * @param {string} key
     * @returns {HTMLElement | null}
     */
    #gap(key) {
        return this.#view.querySelector(`[data-key="${CSS.escape(key)}"]`);
    }

    /**
     * @param {List} list
     * @param {HTMLElement} above
     * @param {HTMLElement} below
     */
    #measure(list, above, below) {
        const rows = [];
        for (let node = above.nextElementSibling; node && node !== below; node = node.nextElementSibling) {
            rows.push(node);
        }
        const end = below.getBoundingClientRect().top;
        for (let block = list.from; block < list.to; block += 1) {
            const first = rows[(block - list.from) * this.#size];
            const next = rows[(block - list.from + 1) * this.#size];
            if (!first) return;
            const height = (next?.getBoundingClientRect().top ?? end) - first.getBoundingClientRect().top;
            if (height > 0) list.blocks.learn(block, height);
        }
    }

    /**
     * Takes other rows when those that can be seen are not all among the near ones. One more block on each side is
     * near, so that a small step shows no gap.
     * @param {List} list
     * @param {HTMLElement} above
     */
    #move(list, above) {
        const box = this.#scroller ? above.closest(this.#scroller)?.getBoundingClientRect() : undefined;
        const [top, bottom] = box ? [box.top, box.bottom] : [0, innerHeight];
        const start = above.getBoundingClientRect().top;
        const [from, to] = list.blocks.between(top - start, bottom - start);
        if (from >= list.from && to <= list.to) return false;
        if (list.from === 0) measureColumns(list, above.closest("table"));
        list.from = Math.max(0, from - 1);
        list.to = Math.min(list.blocks.length, to + 1);
        return true;
    }
}

/**
 * Away from its start, a table keeps the columns that it had there: other rows would move them under the reader's eyes.
 * Another width of the window measures them anew.
 * @param {List} list
 * @param {HTMLTableElement | null} table
 */
function hold(list, table) {
    const isAway = list.from > 0;
    if (list.held && (!isAway || list.held !== table || list.at !== innerWidth)) {
        release(list);
        if (isAway) measureColumns(list, table);
    }
    if (!table || list.held || !isAway || list.widths.length === 0) return;
    list.held = table;
    headsOf(table).forEach((head, index) => (head.style.width = `${list.widths[index]}px`));
    table.style.tableLayout = "fixed";
    table.style.overflowWrap = "anywhere";
}

/** @param {List} list */
function release(list) {
    if (!list.held) return;
    for (const element of [list.held, ...headsOf(list.held)]) element.removeAttribute("style");
    list.held = null;
}

/**
 * On a phone a table is no table, and has no columns.
 * @param {List} list
 * @param {HTMLTableElement | null} table
 */
function measureColumns(list, table) {
    const isTable = table && getComputedStyle(table).display === "table";
    list.widths = isTable ? headsOf(table).map((head) => head.getBoundingClientRect().width) : [];
    list.at = innerWidth;
}

/**
 * @param {HTMLTableElement} table
 * @returns {HTMLElement[]}
 */
const headsOf = (table) => [...table.querySelectorAll("thead th")].filter((head) => head instanceof HTMLElement);

/**
 * By script, because the content policy allows no style in markup.
 * @param {HTMLElement} gap
 * @param {number} height
 */
function setHeight(gap, height) {
    const box = gap.firstElementChild instanceof HTMLElement ? gap.firstElementChild : gap;
    box.style.height = `${height}px`;
}

/**
 * A gap in a table.
 * @param {string} key
 * @param {number} columns
 */
export function tableGap(key, columns) {
    return html`
        <tr class="gap" data-key="${key}" aria-hidden="true">
            <td colspan="${columns}"></td>
        </tr>
    `;
}
