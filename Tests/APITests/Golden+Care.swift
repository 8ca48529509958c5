import API
import Domain
import TestSupport

extension Golden {
    private static let finding =
        #"{"bucket":"b","kind":"catalog-lost","object":"o","detail":"d","repair":"r","outcome":"left","note":"n"}"#
    private static let garbage =
        #"{"id":"b/kept-aside/o","bucket":"b","kind":"kept-aside","object":"o","detail":"d","objects":1,"size":4,"#
        + #""monthlyCost":\#(money),"outcome":"deleted","note":"n","freedBytes":4}"#
    private static let unread = #"[{"bucket":"b","problem":\#(problem)}]"#

    static let care = [
        Golden(
            VerifyProgressView.self, #"{"files":2,"filesDone":1,"filesBad":0,"totalBytes":8,"doneBytes":4}"#
        ),
        Golden(FsckFindingView.self, finding),
        Golden(
            FsckList.self, #"{"clean":false,"buckets":["b"],"findings":[\#(finding)],"problems":\#(unread)}"#
        ),
        Golden(GarbageView.self, garbage),
        Golden(
            GarbageList.self,
            #"{"items":[\#(garbage)],"totalBytes":4,"monthlyCost":\#(money),"freedBytes":4,"problems":\#(unread)}"#
        ),
        Golden(CollectRequest.self, #"{"items":["b/kept-aside/o"]}"#),
    ]
}
