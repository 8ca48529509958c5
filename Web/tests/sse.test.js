import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff, EventParser, readEvents } from "../lib/sse.js";

const stream = 'event: import\nid: 7\ndata: {"a":1}\n\n: heartbeat\n\ndata: one\ndata: two\n\n';

for (const size of [1, 2, 3, 7, 1000]) {
    test(`events are the same in pieces of ${size} characters`, () => {
        const parser = new EventParser();
        const events = [];
        for (let start = 0; start < stream.length; start += size) {
            events.push(...parser.feed(stream.slice(start, start + size)));
        }
        assert.deepEqual(events, [
            { type: "import", data: '{"a":1}', id: "7" },
            { type: "message", data: "one\ntwo", id: "7" },
        ]);
    });
}

for (const ending of ["\r\n", "\r", "\n"]) {
    test(`lines may end with ${JSON.stringify(ending)}, also torn between two pieces`, () => {
        const parser = new EventParser();
        const text = `id: 1${ending}data: x${ending}${ending}data: y${ending}${ending}\n`;
        const events = [...text].flatMap((character) => parser.feed(character));
        assert.deepEqual(events.map((event) => event.data), ["x", "y"]);
    });
}

test("an event that the connection cut off is not told", () => {
    assert.deepEqual(new EventParser().feed("data: half\n"), []);
});

test("a new connection goes on from the last id", () => {
    const [event] = new EventParser("41").feed("data: x\n\n");
    assert.equal(event.id, "41");
});

test("an answer is read to its end", async () => {
    const seen = [];
    await readEvents(new Response(stream), new EventParser(), (event) => seen.push(event.type));
    assert.deepEqual(seen, ["import", "message"]);
});

test("the wait doubles up to ten seconds", () => {
    assert.deepEqual([1, 2, 3, 6, 20].map(backoff), [500, 1000, 2000, 10_000, 10_000]);
});
