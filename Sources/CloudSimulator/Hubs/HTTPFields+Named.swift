import HTTPTypes

extension HTTPFields {
    /// Fields by name, for headers that HTTPTypes has no constant for. A name that is none is left out.
    init(named fields: KeyValuePairs<String, String>) {
        self.init()
        for (name, value) in fields {
            self[named: name] = value
        }
    }

    /// The field of that name, whatever its spelling.
    subscript(named name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set { if let name = HTTPField.Name(name) { self[name] = newValue } }
    }
}
