import API
import Domain
import TestSupport

extension Golden {
    private static let service =
        #"{"region":"us-central1","name":"svc","state":"ready","reason":"r","command":"c","problem":\#(problem),"#
        + #""engine":"vllm","source":"huggingface","modelId":"org/name","pin":"p","bucket":"b","servedName":"s","#
        + #""url":"u","accelerator":"nvidia-l4","cpu":8,"memory":1024,"minInstances":0,"maxInstances":1,"#
        + #""access":"private","revision":"svc-1","image":"i","proof":{"at":"t","firstTokenMilliseconds":5,"tokensPerSecond":1.5},"#
        + #""createdAt":"c","updatedAt":"u","creator":"me","etag":"e","links":{"console":"l"},"labels":{"team":"blue"},"#
        + #""latestRevision":"svc-2","traffic":[\#(share)],"instances":1,"adopted":false}"#
    static let line = #"{"label":"weights","value":"1 B","formula":"1 × 1"}"#
    private static let share = #"{"revision":"svc-1","percent":100,"tag":"t","url":"u"}"#
    private static let revision =
        #"{"name":"svc-1","createdAt":"c","state":"ready","problem":\#(problem),"percent":100,"tags":["t"],"image":"i","#
        + #""settings":{"cpu":"8"}}"#
    private static let coldStart =
        #"{"at":"t","revision":"svc-1","accelerator":"nvidia-l4","loader":"mount","weightBytes":5,"seconds":1.5,"#
        + #""phases":[{"state":"loading","seconds":1.5}],"ready":true}"#
    static let memoryFit =
        #"{"availableBytes":9,"weightBytes":1,"keyValueBytesPerToken":2,"cacheBytes":4,"overheadBytes":3,"#
        + #""contextLength":512,"sequences":1,"fits":true,"largestContext":1024,"largestConcurrency":2,"#
        + #""lines":[\#(line)],"arithmetic":["1 + 2"]}"#
    private static let cost =
        #"{"perHourBusy":\#(money),"perHourIdle":\#(money),"perMonthIdle":\#(money),"perMonthBusy":\#(money),"#
        + #""egressPerStart":\#(money),"perColdStart":\#(money),"storagePerMonth":\#(money),"#
        + #""perMillionTokens":\#(money),"source":"list","isFallback":true,"unknown":["u"],"lines":[\#(line)]}"#
    private static let quota =
        #"{"name":"q","title":"L4","region":"r","unit":"GPU","standing":"limited","limit":4,"used":1,"requested":1,"#
        + #""left":3,"isExceeded":false}"#
    private static let start = #"{"seconds":1.5,"basis":"built-in estimate","isMeasured":false,"lines":[\#(line)]}"#
    private static let probe =
        #"{"initialDelay":10,"period":10,"timeout":5,"threshold":20,"lines":[\#(line)]}"#
    private static let alternative =
        #"{"region":"us-east4","accelerator":"nvidia-l4","loader":"stream","cpu":8,"memory":1024,"fits":true,"#
        + #""contextLength":512,"largestContext":1024,"largestConcurrency":2,"perHour":\#(money),"#
        + #""egressPerStart":\#(money),"predictedStartSeconds":1.5,"isMeasured":true,"quotaLeft":2,"#
        + #""quotaStanding":"limited","obstacles":["o"],"isChosen":true}"#

    private static let network =
        #"{"kind":"subnet","network":"n","subnetwork":"s","connector":"c","allTraffic":true}"#

    static let services = [
        Golden(
            DeployRequest.self,
            #"{"bucket":"b","source":"ollama","id":"m:1","pin":"p","name":"svc","region":"us-central1","#
                + #""engine":"ollama","accelerator":"nvidia-l4","cpu":8,"memory":1024,"minInstances":0,"#
                + #""maxInstances":1,"concurrency":4,"contextLength":512,"loader":"mount","zonalRedundancy":false,"#
                + #""access":"private","serviceAccount":"a@b","network":{"kind":"subnet","network":"default","subnetwork":"default","connector":"c","allTraffic":true},"image":"i","arguments":["-x"],"environment":{"A":"b"},"#
                + #""secrets":{"K":{"name":"key","version":"latest"}},"tokensPerSecond":1.5,"idleSeconds":60,"basedOn":"e"}"#
        ),
        Golden(ServiceNetworkView.self, network),
        Golden(SecretView.self, #"{"name":"key","version":"latest"}"#),
        Golden(FitView.self, memoryFit),
        Golden(AcceleratorFitView.self, #"{"accelerator":"nvidia-l4","fit":\#(memoryFit)}"#),
        Golden(CostView.self, cost),
        Golden(QuotaUseView.self, quota),
        Golden(StartView.self, start),
        Golden(AlternativeView.self, alternative),
        Golden(AlternativesView.self, #"{"alternatives":[\#(alternative)]}"#),
        Golden(
            PlanView.self,
            #"{"region":"us-central1","name":"svc","bucket":"b","source":"huggingface","modelId":"org/name","pin":"p","#
                + #""engine":"vllm","image":"i","command":["c"],"arguments":["a"],"#
                + #""environment":{"A":"b"},"port":8000,"accelerator":"nvidia-l4","cpu":8,"memory":1024,"#
                + #""minInstances":0,"maxInstances":1,"concurrency":4,"contextLength":512,"loader":"mount","zonalRedundancy":false,"#
                + #""access":"private","serviceAccount":"a@b","network":{"kind":"subnet","network":"default","subnetwork":"default","connector":"c","allTraffic":true},"#
                + #""secrets":{"K":{"name":"key","version":"latest"}},"servedName":"s","proof":"generation","fit":\#(memoryFit),"cost":\#(cost),"#
                + #""quota":[\#(quota)],"start":\#(start),"probe":\#(probe),"shape":[\#(line)],"changes":["create"],"problems":[{"#
                + #""severity":"warning","code":"c","detail":"d","fix":"f"}],"canApply":true,"basedOn":"e","#
                + #""predictedStartSeconds":1.5,"requestPreview":"{}","diff":[{"field":"image","old":"a","new":"b"}]}"#
        ),
        Golden(ServiceView.self, service),
        Golden(
            ServiceList.self, #"{"services":[\#(service)],"problems":[{"region":"us-east4","problem":\#(problem)}]}"#),
        Golden(
            DeployEventView.self,
            #"{"region":"us-central1","name":"svc","state":"failed","message":"m","at":"t","problem":\#(problem),"#
                + #""lines":["l"]}"#
        ),
        Golden(
            UpdateRequest.self,
            #"{"image":"i","arguments":["--a"],"removeArguments":["--b"],"environment":{"A":"b"},"#
                + #""secrets":{"K":{"name":"key","version":"latest"}},"removeVariables":["C"],"minInstances":0,"#
                + #""maxInstances":1,"concurrency":4,"cpu":8,"memory":1024,"accelerator":"nvidia-l4","#
                + #""contextLength":512,"loader":"mount","zonalRedundancy":false,"network":\#(network),"#
                + #""access":"private","serviceAccount":"a@b","pin":"p","holdTraffic":true,"rollbackOnFailure":true,"#
                + #""basedOn":"e"}"#
        ),
        Golden(RevisionList.self, #"{"revisions":[\#(revision)]}"#),
        Golden(RevisionView.self, revision),
        Golden(RollbackRequest.self, #"{"revision":"svc-1"}"#),
        Golden(TrafficRequest.self, #"{"shares":[\#(share)]}"#),
        Golden(TrafficShareView.self, share),
        Golden(DeletionView.self, #"{"goes":["g"],"stays":["s"]}"#),
        Golden(ColdStartList.self, #"{"starts":[\#(coldStart)]}"#),
        Golden(ColdStartView.self, coldStart),
        Golden(
            AskRequest.self,
            #"{"region":"us-central1","name":"svc","prompt":"hello","messages":[{"role":"user","content":"hi"}],"#
                + #""form":"chat","maxTokens":5,"temperature":0.5}"#
        ),
        Golden(
            AnswerEventView.self,
            #"{"seconds":1,"milliseconds":2,"text":"t","thinking":"h","standIn":true,"summary":{"text":"t","#
                + #""milliseconds":3,"firstTokenMilliseconds":1,"promptTokens":4,"generatedTokens":5,"#
                + #""tokensPerSecond":2.5,"finish":"stop","isStandIn":true}}"#
        ),
        Golden(AskAnswer.self, #"{"answer":"hi","milliseconds":5,"status":200,"body":"{}","standIn":true}"#),
        Golden(
            LogList.self,
            #"{"lines":[{"at":"t","severity":"INFO","text":"started","id":"1","revision":"svc-1","stream":"stdout"}],"#
                + #""older":"p"}"#
        ),
        Golden(
            AccessView.self,
            #"{"isPublic":true,"invokerCheckDisabled":false,"invokers":[{"member":"allUsers","kind":"allUsers","#
                + #""role":"roles/run.invoker","isInherited":false,"condition":"c"}],"inheritedProblem":"p","etag":"e"}"#
        ),
        Golden(AccessRequest.self, #"{"action":"add","member":"allUsers","etag":"e","confirmPublic":true}"#),
        Golden(
            KeyView.self,
            #"{"key":{"secret":"s","version":"2","otherVersions":["1"],"createdAt":"t","command":"c"}}"#
        ),
        Golden(RevealRequest.self, #"{"confirm":true}"#),
        Golden(RevealedKey.self, #"{"value":"v"}"#),
    ]
}
