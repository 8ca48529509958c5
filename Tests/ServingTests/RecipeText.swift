import Domain

/// A whole recipe as text, for comparing by eye and by `==`.
func text(of recipe: ContainerRecipe) -> String {
    var lines = ["image \(recipe.image)", "run \(recipe.command.joined(separator: " "))"]
    var line = ""
    for word in recipe.arguments {
        if word.hasPrefix("--"), !line.isEmpty {
            lines.append("  \(line)")
            line = word
        } else {
            line += line.isEmpty ? word : " \(word)"
        }
    }
    if !line.isEmpty { lines.append("  \(line)") }
    for name in recipe.environment.keys.sorted() { lines.append("env \(name)=\(recipe.environment[name] ?? "")") }
    lines.append("port \(recipe.port), health \(recipe.healthPath), startup \(recipe.startupSeconds) s")
    lines.append("mount \(recipe.mountPath ?? "none"), \(recipe.concurrency) at a time")
    lines.append("served as \(recipe.servedName), proven by \(recipe.proof.rawValue)")
    return lines.joined(separator: "\n")
}
