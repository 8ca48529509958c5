import API
import Domain
import TestSupport

extension Golden {
    private static let service =
        #"{"region":"us-central1","name":"svc","state":"ready","reason":"r","command":"c","problem":\#(problem),"#
        + #""engine":"vllm","source":"huggingface","modelId":"org/name","pin":"p","bucket":"b","servedName":"s","#
        + #""url":"u","accelerator":"nvidia-l4","cpu":8,"memory":1024,"minInstances":0,"maxInstances":1,"#
        + #""access":"private","revision":"svc-1","image":"i","proof":{"at":"t","firstTokenMilliseconds":5},"#
        + #""createdAt":"c","updatedAt":"u","creator":"me","etag":"e","links":{"console":"l"}}"#
    private static let fit =
        #"{"availableBytes":9,"weightBytes":1,"keyValueBytesPerToken":2,"overheadBytes":3,"contextLength":512,"#
        + #""sequences":1,"fits":true,"largestContext":1024,"arithmetic":["1 + 2"]}"#
    private static let cost =
        #"{"perHourBusy":\#(money),"perHourIdle":\#(money),"perMonthIdle":\#(money),"source":"list"}"#

    static let services = [
        Golden(
            DeployRequest.self,
            #"{"bucket":"b","source":"ollama","id":"m:1","pin":"p","name":"svc","region":"us-central1","#
                + #""engine":"ollama","accelerator":"nvidia-l4","cpu":8,"memory":1024,"minInstances":0,"#
                + #""maxInstances":1,"concurrency":4,"contextLength":512,"loader":"mount","zonalRedundancy":false,"#
                + #""access":"private","serviceAccount":"a@b","image":"i","arguments":["-x"],"environment":{"A":"b"},"#
                + #""secrets":{"K":{"name":"key","version":"latest"}},"basedOn":"e"}"#
        ),
        Golden(SecretView.self, #"{"name":"key","version":"latest"}"#),
        Golden(FitView.self, fit),
        Golden(CostView.self, cost),
        Golden(
            PlanView.self,
            #"{"region":"us-central1","name":"svc","engine":"vllm","image":"i","command":["c"],"arguments":["a"],"#
                + #""environment":{"A":"b"},"port":8000,"accelerator":"nvidia-l4","cpu":8,"memory":1024,"#
                + #""minInstances":0,"maxInstances":1,"concurrency":4,"contextLength":512,"loader":"mount","#
                + #""access":"private","servedName":"s","proof":"generation","fit":\#(fit),"cost":\#(cost),"#
                + #""quota":[{"name":"q","limit":4,"used":1,"requested":1}],"changes":["create"],"problems":[{"#
                + #""severity":"warning","code":"c","detail":"d","fix":"f"}],"canApply":true,"basedOn":"e","#
                + #""predictedStartSeconds":1.5,"requestPreview":"{}"}"#
        ),
        Golden(ServiceView.self, service),
        Golden(ServiceList.self, #"{"services":[\#(service)]}"#),
        Golden(
            DeployEventView.self,
            #"{"region":"us-central1","name":"svc","state":"failed","message":"m","at":"t","problem":\#(problem)}"#
        ),
        Golden(AskRequest.self, #"{"region":"us-central1","name":"svc","prompt":"hello"}"#),
        Golden(AskAnswer.self, #"{"answer":"hi","milliseconds":5,"status":200,"body":"{}","standIn":true}"#),
        Golden(LogList.self, #"{"lines":[{"at":"t","severity":"INFO","text":"started","id":"1"}]}"#),
    ]
}
