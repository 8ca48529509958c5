import Testing

@testable import WebEmbedder

/// How the console's modules become one script.
struct ModuleJoinerTests {
    @Test func `what is imported comes first, under the names that the importer gave it`() throws {
        let joiner = try ModuleJoiner([
            "app.js": "import { A, b as c } from \"./lib/x.js\";\n\nnew A(c());\n",
            "lib/x.js": """
            /** Says more. */
            import {
                d,
            } from "../y.js";
            export class A {}
            export function b() {
                return d;
            }
            """,
            "y.js": "export const d = 4;\nexport async function e() {\n    await d;\n}\nconst own = `export`;",
            "alone.js": "export const z = 1;",
        ])
        let joined = try joiner.join("app.js")
        #expect(joined.paths == ["app.js", "lib/x.js", "y.js"])
        #expect(
            joined.text == """
                const module0 = (() => {
                const d = 4;
                async function e() {
                    await d;
                }
                const own = `export`;
                return { d, e };
                })();
                const module1 = (() => {
                const { d } = module0;
                /** Says more. */
                class A {}
                function b() {
                    return d;
                }
                return { A, b };
                })();
                (() => {
                const { A, b: c } = module1;

                new A(c());

                })();
                """)
    }

    static let refused = [
        "export default class {}", "export let a = 1;", "export { a };", "export * from \"./x.js\";",
        "import * as x from \"./x.js\";", "import x from \"./x.js\";", "import \"./x.js\";",
        "import { default as x } from \"./x.js\";", "import { a } from \"elsewhere\";",
        "import { a } from \"../x.js\";",
        "const x = 1;\nimport { a } from \"./x.js\";", "const x = await import(\"./x.js\");", "await start();",
        "function f() {\n    return import(\"./x.js\");\n}", "const here = import.meta.url;",
        "import { missing } from \"./x.js\";", "import { a } from \"./none.js\";", "import { own } from \"./app.js\";",
    ]

    @Test(arguments: refused)
    func `a form that cannot be joined stops the build`(text: String) {
        #expect(throws: EmbedError.self) {
            try ModuleJoiner(["app.js": text, "x.js": "export const a = 1;"]).join("app.js")
        }
    }

    @Test func `the message of a circle names it`() throws {
        let joiner = try ModuleJoiner([
            "a.js": "import { b } from \"./b.js\";\nexport const a = 1;",
            "b.js": "import { a } from \"./a.js\";\nexport const b = 1;",
        ])
        let error = #expect(throws: EmbedError.self) { try joiner.join("a.js") }
        #expect(error?.message.contains("a.js → b.js → a.js") == true)
    }

    @Test func `a module that stays a file may not share one that was joined`() throws {
        let joiner = try ModuleJoiner([
            "app.js": "import { a } from \"./x.js\";", "x.js": "export const a = 1;",
            "worker.js": "import { a } from \"./x.js\";",
        ])
        #expect(throws: EmbedError.self) { try joiner.join("app.js") }
    }

    @Test func `what only looks like an import is left alone`() throws {
        let text = """
            const a = { import: (b) => b };
            class C {
                async #import() {}
                d() {
                    this.#import();
                }
            }
            const e = /** @type {import("./x.js").E} */ (a);
            """
        let joined = try ModuleJoiner(["app.js": text]).join("app.js")
        #expect(joined.text == "(() => {\n\(text)\n})();")
    }
}
