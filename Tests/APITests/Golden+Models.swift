import API
import Domain
import TestSupport

extension Golden {
    private static let model =
        #"{"source":"huggingface","id":"org/name","pin":"aaaa","bucket":"b","status":"completed","size":4,"#
        + #""format":"safetensors","fileCount":1,"updatedAt":"2026-01-01T00:00:00Z","license":"mit","task":"t","#
        + #""importId":"i","deployable":true,"legacy":false,"name":"hf:org/name@aaaa","#
        + #""monthlyStorage":\#(money)}"#
    private static let bucket =
        #"{"name":"b","location":"us-central1","createdAt":"2026-01-01T00:00:00Z","#
        + #""warnings":["w"]}"#
    private static let file =
        #"{"path":"f","size":4,"sha256":"00","crc32c":"00000000","promised":"sha256:00","proof":"copied","copiedFrom":"a"}"#

    private static let update =
        #"{"bucket":"b","source":"huggingface","id":"org/name","pin":"p","newPin":"q","reference":"hf:org/name"}"#

    static let models = [
        Golden(ModelUpdateView.self, update),
        Golden(
            ModelUpdateList.self,
            #"{"updates":[\#(update)],"unchecked":[{"bucket":"b","source":"ollama","id":"m","problem":\#(problem)}],"#
                + #""current":2,"problems":[{"bucket":"b","problem":\#(problem)}]}"#
        ),
        Golden(ProblemView.self, problem),
        Golden(FactsView.self, facts),
        Golden(ModelView.self, model),
        Golden(ModelList.self, #"{"models":[\#(model)],"problems":[{"bucket":"b","problem":\#(problem)}]}"#),
        Golden(
            ModelDetail.self,
            #"{"model":\#(model),"files":[\#(file)],"facts":\#(facts),"importedAt":"t","importedBy":"me"}"#
        ),
        Golden(VerifyView.self, #"{"ok":true,"proven":1,"files":[{"path":"f","ok":true,"detail":"d"}]}"#),
        Golden(DeletedModel.self, #"{"freedBytes":4}"#),
        Golden(
            SearchList.self,
            #"{"results":[{"reference":"hf:org/name","source":"huggingface","id":"org/name","gated":"auto","task":"t","#
                + #""library":"l","downloads":1,"likes":2,"parameters":3,"updatedAt":"t"}]}"#
        ),
        Golden(BucketView.self, bucket),
        Golden(BucketList.self, #"{"buckets":[\#(bucket)]}"#),
        Golden(CreateBucket.self, #"{"name":"b","location":"us-central1"}"#),
    ]
}
