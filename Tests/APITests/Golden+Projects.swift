import API
import Domain
import TestSupport

extension Golden {
    private static let project = #"{"id":"my-project","number":"1","name":"My","state":"ACTIVE"}"#
    private static let check =
        #"{"id":"billing","group":"billing","title":"t","state":"missing","detail":"d","why":"w","hint":"h","#
        + #""permission":"p","fix":{"check":"api.run","label":"l","effect":"e","role":"operator"},"command":"c","link":"l"}"#
    private static let network = #"{"network":"n","subnetwork":"s","connector":"c","allTraffic":true}"#
    private static let option =
        #"{"kind":"subnet","name":"s","network":"n","range":"10.0.0.0/26","usable":true,"recommended":true,"reason":"r","#
        + #""notes":["n"],"chosen":true}"#
    private static let amount = #"{"unlimited":false,"limit":3,"used":1,"left":2}"#
    private static let fit =
        #"{"cpu":4,"memory":1,"withZonalRedundancy":1,"withoutZonalRedundancy":2,"boundBy":"GPU"}"#
    private static let quota =
        #"{"region":"us-central1","accelerator":"nvidia-l4","offered":true,"withZonalRedundancy":\#(amount),"#
        + #""withoutZonalRedundancy":\#(amount),"cpu":\#(amount),"memory":\#(amount),"fits":[\#(fit)],"requestLink":"l"}"#
    private static let credential =
        #"{"email":"a@b","principal":"a@b","kind":"metadata_server","foundIn":"f","foundBy":"v","through":"t","project":"p","#
        + #""projectSource":"s","quotaProject":"q","quotaProjectSource":"r","universeDomain":"googleapis.com","#
        + #""expiresAt":"e","canMintIdTokens":false,"idTokenObstacle":"o","idTokenFix":"x"}"#

    private static let step =
        #"{"id":"bucket","title":"t","state":"failed","seconds":1.5,"detail":"d","fix":"f"}"#

    static let projects = [
        Golden(CredentialView.self, credential),
        Golden(
            IdentityView.self,
            #"{"actor":"local user","role":"admin","access":"loopback","credential":\#(credential),"#
                + #""credentialProblem":\#(problem),"targets":["project","local"],"sources":["huggingface","dir"],"simulated":true,"version":"1"}"#
        ),
        Golden(ProjectView.self, project),
        Golden(
            ProjectList.self, #"{"projects":[\#(project)],"nextPageToken":"n","canList":false,"problem":\#(problem)}"#
        ),
        Golden(CheckView.self, check),
        Golden(CheckList.self, #"{"project":"my-project","checks":[\#(check)]}"#),
        Golden(NetworkSpecView.self, network),
        Golden(NetworkOptionView.self, option),
        Golden(QuotaAmountView.self, amount),
        Golden(QuotaFitView.self, fit),
        Golden(QuotaRowView.self, quota),
        Golden(RegionProblemView.self, #"{"region":"r","problem":\#(problem)}"#),
        Golden(CheckSummary.self, #"{"total":4,"ok":1,"warning":1,"missing":1,"unknown":1}"#),
        Golden(CheckRepairView.self, #"{"check":"api.run","changes":["c"],"checks":[\#(check)]}"#),
        Golden(
            NetworkView.self,
            #"{"region":"r","options":[\#(option)],"chosen":\#(network),"bucket":"b","problems":[\#(problem)]}"#
        ),
        Golden(ChooseNetwork.self, #"{"kind":"subnet","name":"s","allTraffic":true}"#),
        Golden(
            ProjectSettingsView.self,
            #"{"networks":{"us-central1":\#(network)},"serviceAccount":"a","bucket":"b"}"#
        ),
        Golden(
            QuotaTableView.self,
            #"{"project":"p","rows":[\#(quota)],"problems":[{"region":"r","problem":\#(problem)}]}"#
        ),
        Golden(LiveStepView.self, step),
        Golden(
            LiveReportView.self,
            #"{"project":"p","region":"r","spent":true,"passed":false,"clean":true,"steps":[\#(step)]}"#
        ),
    ]
}
