import TestSupport

/// What clients were promised: changing one of these texts is changing the API.
extension Golden {
    static let all = models + care + imports + services + costs + projects + audit + machine

    static let problem =
        #"{"type":"urn:llm-manager:problem:not-found","title":"T","status":404,"code":"not-found","detail":"d","#
        + #""fix":"f","retryable":false,"requestId":"r"}"#
    static let money = #"{"currency":"USD","amount":1.5,"text":"$1.50"}"#
    static let facts =
        #"{"license":"mit","gated":"auto","task":"t","library":"l","tags":["a"],"downloads":1,"parameters":2,"#
        + #""architectures":["BertModel"],"format":"safetensors","contextLength":512}"#
}
