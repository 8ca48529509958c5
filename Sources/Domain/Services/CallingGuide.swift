/// How a service is called from a program: each way that its access allows, with text to paste.
package struct CallingGuide: Sendable, Hashable, Codable {
    package var ways: [CallingWay]

    package init(ways: [CallingWay]) { self.ways = ways }
}

package struct CallingWay: Sendable, Hashable, Codable {
    package struct Snippet: Sendable, Hashable, Codable {
        package enum Language: String, Sendable, Hashable, Codable, CaseIterable {
            case curl, python, javascript
        }

        package var language: Language
        package var text: String

        package init(_ language: Language, _ text: String) {
            self.language = language
            self.text = text
        }
    }

    /// `direct`, `proxy` or `token`.
    package var id: String
    package var title: String
    package var about: String
    /// What is run once, in the same terminal before the snippets, or in a second one as the title says.
    package var setup: String?
    package var setupTitle: String?
    package var snippets: [Snippet]

    package init(
        id: String, title: String, about: String, setup: String? = nil, setupTitle: String? = nil, snippets: [Snippet]
    ) {
        self.id = id
        self.title = title
        self.about = about
        self.setup = setup
        self.setupTitle = setupTitle
        self.snippets = snippets
    }
}
