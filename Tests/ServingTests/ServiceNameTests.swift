import Domain
import Serving
import Testing

@Suite struct ServiceNameTests {
    @Test(arguments: [
        ("google/gemma-3-12b-it", "gemma-3-12b-it"), ("gemma2:9b", "gemma2-9b"), ("org/1.5B_Model.", "m-1-5b-model"),
        ("hf.co/bartowski/Llama-3.2-1B-GGUF:Q4_K_M", "llama-3-2-1b-gguf-q4-k-m"), ("___", "model"),
        ("org/" + String(repeating: "a", count: 48) + ".b", String(repeating: "a", count: 48)),
    ])
    func `a service is named after its model`(_ id: String, _ expected: String) throws {
        let name = ServiceName.derived(from: id)
        #expect(name == expected)
        _ = try ServiceID(region: "us-central1", name: name)
    }

    @Test func `a label value follows Google's rule and its hash tells equal ones apart`() {
        #expect(LabelValue.sanitised("org/Model-7B.v1:x") == "org-model-7b-v1-x")
        #expect(LabelValue.sanitised(String(repeating: "é", count: 40)).count == 63)
        #expect(LabelValue.hash("a/b") != LabelValue.hash("a-b"))
        #expect(LabelValue.hash("") == "cbf29ce484222325")
        #expect(LabelValue.hash("a") == "af63dc4c8601ec8c")
    }

    @Test(arguments: [(10.0, 240), (190, 570), (2000, 1800)])
    func `the startup probe waits three times the prediction, within Cloud Run's limits`(
        _ predicted: Double, _ seconds: Int
    ) {
        #expect(ProbePlanner.probe(predicted: predicted, isGPU: true).longest == seconds)
    }

    @Test func `the RTX quota counts thousandths of a GPU`() throws {
        let rtx = try #require(AcceleratorCatalog.quota(of: "nvidia-rtx-pro-6000", zonalRedundancy: false))
        #expect(rtx.id == "NvidiaRtxPro6000GpuAllocNoZonalRedundancyPerProjectRegion")
        #expect(rtx.gpus(value: 3000, unit: "1") == 3)
        #expect(rtx.gpus(value: 2, unit: "1") == 2)
        #expect(rtx.gpus(value: -1, unit: nil) == nil)
        let l4 = try #require(AcceleratorCatalog.quota(of: "nvidia-l4", zonalRedundancy: true))
        #expect(l4.id == "NvidiaL4GpuAllocPerProjectRegion")
        #expect(l4.gpus(value: 3, unit: "1") == 3)
    }
}
