/**
 * Where the rows of a long list are, in blocks: a block's height is known once it was shown, and guessed from the others
 * before. Pure.
 */
export class Blocks {
    /** How many rows there are. */
    count = 0;
    /** @type {Map<number, number>} */
    #heights = new Map();

    /** @param {number} size rows of a block */
    constructor(size) {
        this.size = size;
    }

    /** How many blocks the rows fill. */
    get length() {
        return Math.ceil(this.count / this.size);
    }

    /**
     * Another list of rows: what was measured counts as long as it is as many.
     * @param {number} count
     */
    hold(count) {
        if (count === this.count) return;
        const isLonger = count > this.count;
        // The last block of the shorter list was not full.
        if (isLonger) this.#heights.delete(this.length - 1);
        else this.#heights.clear();
        this.count = count;
    }

    /**
     * @param {number} block
     * @param {number} height in pixels
     */
    learn(block, height) {
        this.#heights.set(block, height);
    }

    /** @param {number} block */
    #rowsIn(block) {
        return Math.max(0, Math.min(this.size, this.count - block * this.size));
    }

    /** The mean height of a row, from what was measured. */
    get rowHeight() {
        let height = 0;
        let rows = 0;
        for (const [block, known] of this.#heights) {
            height += known;
            rows += this.#rowsIn(block);
        }
        return rows > 0 ? height / rows : 40;
    }

    /**
     * The height of the blocks from `from` up to, and without, `to`.
     * @param {number} from
     * @param {number} to
     */
    span(from, to) {
        const guess = this.rowHeight;
        let height = 0;
        for (let block = from; block < to; block += 1) {
            height += this.#heights.get(block) ?? this.#rowsIn(block) * guess;
        }
        return height;
    }

    /**
     * The blocks that lie between two places, counted in pixels from the first row: [first, the one after the last].
     * There is always one, however far away the places are.
     * @param {number} top
     * @param {number} bottom
     * @returns {[from: number, to: number]}
     */
    between(top, bottom) {
        const guess = this.rowHeight;
        const last = Math.max(0, this.length - 1);
        let from = last;
        let to = 0;
        let place = 0;
        for (let block = 0; block < this.length; block += 1) {
            const end = place + (this.#heights.get(block) ?? this.#rowsIn(block) * guess);
            if (end > top && block < from) from = block;
            if (place < bottom) to = block + 1;
            place = end;
        }
        return [Math.min(from, last), Math.max(to, Math.min(from, last) + 1)];
    }
}
