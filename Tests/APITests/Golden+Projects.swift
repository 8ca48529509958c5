import API
import Domain
import TestSupport

extension Golden {
    private static let project = #"{"id":"my-project","number":"1","name":"My","state":"ACTIVE"}"#
    private static let check =
        #"{"id":"billing","group":"billing","title":"t","state":"missing","detail":"d","why":"w","command":"c","link":"l"}"#
    private static let credential =
        #"{"email":"a@b","kind":"metadata","foundIn":"f","project":"p","quotaProject":"q","expiresAt":"e"}"#

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
    ]
}
