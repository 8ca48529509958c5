import API
import Domain
import TestSupport

extension Golden {
    private static let view =
        #"{"id":"i","bucket":"b","source":"ollama","modelId":"m:1","pin":"p","state":"failed","reason":"stopped","#
        + #""problem":\#(problem),"canResume":true,"version":7,"totalBytes":10,"doneBytes":4,"fetchedBytes":6,"#
        + #""bytesPerSecond":1.5,"secondsLeft":4.5,"fileCount":3,"verifiedFiles":0,"activeFiles":1,"failedFiles":0,"#
        + #""startedAt":"s","updatedAt":"u","startedBy":"me","elsewhere":true,"tasks":3,"files":[\#(file)],"filesLeftOut":2}"#
    private static let file = #"{"path":"f","size":10,"done":4,"state":"transferring"}"#

    static let imports = [
        Golden(
            ImportRequest.self,
            #"{"bucket":"b","model":"hf:org/name","token":"t","read":true,"executor":"job","tasks":3,"keepToken":true}"#
        ),
        Golden(ResumeRequest.self, #"{"token":"t"}"#),
        Golden(MoneyView.self, money),
        Golden(
            PreflightView.self,
            #"{"importId":"i","bucket":"b","source":"huggingface","id":"org/name","pin":"p","alreadyComplete":false,"#
                + #""totalBytes":10,"fetchBytes":6,"copyBytes":4,"copyFiles":1,"copyCost":\#(money),"#
                + #""monthlyStorage":\#(money),"warnings":["w"],"executors":["process","job"],"#
                + #""executor":"job","tasks":3,"files":[{"path":"f","size":10,"#
                + #""digest":"sha256:00","chosen":true,"reason":"weights","held":false,"#
                + #""copiedFrom":"other/huggingface/f"}],"facts":\#(facts),"#
                + #""fits":[{"accelerator":"nvidia-l4","fit":\#(memoryFit)}]}"#
        ),
        Golden(ImportView.self, view),
        Golden(ImportFileList.self, #"{"files":[\#(file)],"total":3,"nextPageToken":"1"}"#),
        Golden(ImportList.self, #"{"imports":[\#(view)],"problems":[{"bucket":"b","problem":\#(problem)}]}"#),
    ]
}
