import API
import TestSupport

extension Golden {
    private static let row =
        #"{"region":"us-central1","name":"svc","state":"ready","minInstances":1,"instances":1,"perInstanceHour":\#(money),"#
        + #""perHourNow":\#(money),"perMillionTokens":\#(money),"tokensPerSecond":27.5,"monthToDate":\#(money),"basis":"measured","billableSeconds":60.5,"requests":3,"#
        + #""lastRequestDay":"t","unusedDays":2,"priceSource":"list","notes":["n"],"warnings":[{"code":"idle-minimum","#
        + #""detail":"d","fix":"f"}]}"#

    private static let outcome = #"{"region":"us-central1","name":"svc","action":"stopped","why":"w"}"#

    static let costs = [
        Golden(ServiceCostView.self, row),
        Golden(
            CostReportView.self,
            #"{"from":"f","to":"t","days":7,"services":[\#(row)],"monthToDate":\#(money),"perHourNow":\#(money),"#
                + #""unknown":1,"problems":[\#(problem)]}"#
        ),
        Golden(IdleRuleView.self, #"{"days":14,"includesScaledToZero":true}"#),
        Golden(IdleOutcomeView.self, outcome),
        Golden(IdleOutcomeList.self, #"{"outcomes":[\#(outcome)]}"#),
        Golden(IdleRuleRequest.self, #"{"days":14,"includesScaledToZero":true}"#),
    ]
}
