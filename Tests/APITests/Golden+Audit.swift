import API
import TestSupport

extension Golden {
    private static let auditLine =
        #"{"at":"2026-01-01T00:00:00Z","actor":"a@b","role":"admin","action":"models.delete","target":"my-project","#
        + #""subject":"s","outcome":"ok","requestId":"r","before":"b","after":"a"}"#

    private static let finding = #"{"severity":"error","code":"conflict","detail":"d","fix":"f"}"#
    private static let change =
        #"{"kind":"create","resource":"service","name":"n","details":["d"],"fit":["f"],"quota":["q"],"#
        + #""costPerHourBusy":\#(money),"costPerMonthIdle":\#(money),"costDelta":\#(money),"idleCostDelta":\#(money),"problems":[\#(finding)]}"#

    static let audit = [
        Golden(DeclarationFinding.self, finding), Golden(DeclarationChangeView.self, change),
        Golden(
            DeclarationPlanView.self,
            #"{"owner":"o","basedOn":"b","hasChanges":true,"canApply":true,"changes":[\#(change)]}"#),
        Golden(AuditView.self, auditLine),
        Golden(AuditList.self, #"{"lines":[\#(auditLine)],"keptIn":"file","nextPageToken":"7"}"#),
    ]
}
