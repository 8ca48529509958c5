import Domain
import Testing

@testable import Runtimes

struct PrometheusTextTests {
    private static let page = """
        # HELP vllm:num_requests_running Number of requests.
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{engine="0",model_name="a} b"} 2.0
        vllm:num_requests_running{engine="1",model_name="a} b"} 3.0
        vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
        vllm:generation_tokens_total{engine="0",model_name="say \\"hi\\" {x}"} 1.5e+03 1700000000000
        vllm:time_to_first_token_seconds_sum{engine="0"} 4
        vllm:time_to_first_token_seconds_count{engine="0"} 8
        process_open_fds 12
        broken{ 5
        vllm:num_preemptions_total NaN
        """

    @Test func `samples are read with any labels, and added up over engines`() {
        let text = PrometheusText(Self.page)
        #expect(text.sum("vllm:num_requests_running") == 5)
        #expect(text.sum("process_open_fds") == 12)
        #expect(text.sum("vllm:generation_tokens_total") == 1500)
        #expect(text.sum("missing") == nil)
    }

    @Test func `vLLM's figures are read; what it does not tell stays unknown`() throws {
        let figures = try #require(EngineReading(of: .vllm, in: PrometheusText(Self.page))).figures(at: "t")
        #expect(figures.running == 5 && figures.cacheUse == 0.25 && figures.generatedTokens == 1500)
        #expect(figures.meanFirstToken == 0.5)
        #expect(figures.waiting == nil && figures.preemptions == nil && figures.meanTokenGap == nil)
    }
}
