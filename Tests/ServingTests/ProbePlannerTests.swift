import Domain
import Serving
import Testing

@Suite struct ProbePlannerTests {
    @Test(arguments: [0, 1, 25, 119, 190, 599, 600, 601, 1799, 5000, 1e12, -5], [true, false])
    func `a probe is always within what Cloud Run takes`(_ predicted: Double, _ isGPU: Bool) {
        let probe = ProbePlanner.probe(predicted: predicted, isGPU: isGPU)
        let limit = isGPU ? 1800 : 600
        #expect(probe.period * probe.threshold <= limit)
        #expect(probe.longest <= limit)
        #expect((0...240).contains(probe.initialDelay))
        #expect((1...probe.period).contains(probe.timeout))
        #expect(probe.threshold >= 1)
        #expect(probe.longest >= 240)
    }

    @Test func `a start is given three times what is predicted, and asked first after a quarter`() {
        let probe = ProbePlanner.probe(predicted: 190, isGPU: true)
        #expect(probe.longest == 570)
        #expect(probe.initialDelay == 40)
        #expect(probe.threshold == 53)
        #expect(probe.lines.contains { $0.formula.contains("3 × the predicted 190 s") })
        #expect(ProbePlanner.probe(predicted: 300, isGPU: false).lines[0].formula.contains("Cloud Run allows 600 s"))
    }
}
