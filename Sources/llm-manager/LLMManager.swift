@main
struct LLMManager {
    static func main() { print("llm-manager") }
}
